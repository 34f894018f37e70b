// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.AtGtid;
import org.apache.flink.connector.vitess.position.EndPosition.CopyFinished;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.OpenTransaction;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopies;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The stored form of a split.
 *
 * <p>Version 1: keyspace, shard, GTID set, then each table's name and copy: 0 not started, 1 in
 * progress with its last primary key, 2 finished.
 *
 * <p>Version 2: the same, then whether a transaction is open, and if so its GTID, rows and rules;
 * then the end: 0 never, 1 with the copy, 2 at a GTID set, which follows.
 *
 * <p>Version 3: the same, then whether a journal was reached, and if so the journal.
 *
 * <p>Version 4: the same, then the condition of the rows; before, all rows were read.
 *
 * <p>Version 5: the same, then the columns of the tables; before, none were known.
 *
 * <p>Version 6: the same, then the request to copy tables again that was carried out; before, there
 * was none.
 */
@Internal
public final class VitessSplitSerializer implements SimpleVersionedSerializer<VitessSplit> {

    private static final int VERSION = 6;
    private static final String WHAT = "split of the Vitess source";

    private static final int NOT_STARTED = 0;
    private static final int IN_PROGRESS = 1;
    private static final int FINISHED = 2;

    private static final int NEVER = 0;
    private static final int COPY_FINISHED = 1;
    private static final int AT_GTID = 2;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(VitessSplit split) throws IOException {
        return StateFormat.write(out -> write(out, split));
    }

    @Override
    public VitessSplit deserialize(int version, byte[] serialized) throws IOException {
        return switch (version) {
            case 1 -> StateFormat.read(WHAT, serialized, VitessSplitSerializer::readV1);
            case 2 -> StateFormat.read(WHAT, serialized, VitessSplitSerializer::readV2);
            case 3 -> StateFormat.read(WHAT, serialized, VitessSplitSerializer::readV3);
            case 4 -> StateFormat.read(WHAT, serialized, VitessSplitSerializer::readV4);
            case 5 -> StateFormat.read(WHAT, serialized, VitessSplitSerializer::readV5);
            case 6 -> StateFormat.read(WHAT, serialized, VitessSplitSerializer::readV6);
            default -> throw StateFormat.unknownVersion(WHAT, version, VERSION);
        };
    }

    private static void write(DataOutputStream out, VitessSplit split) throws IOException {
        StateFormat.writeString(out, split.shard().keyspace());
        StateFormat.writeString(out, split.shard().name());
        StateFormat.writeString(out, split.position().gtid());
        out.writeInt(split.position().tables().asMap().size());
        for (Map.Entry<String, TableCopy> table : split.position().tables().asMap().entrySet()) {
            StateFormat.writeString(out, table.getKey());
            writeCopy(out, table.getValue());
        }
        out.writeBoolean(split.position().open().isPresent());
        if (split.position().open().isPresent()) {
            writeOpen(out, split.position().open().get());
        }
        writeEnd(out, split.end());
        out.writeBoolean(split.journal().isPresent());
        if (split.journal().isPresent()) {
            JournalFormat.write(out, split.journal().get());
        }
        StateFormat.writeString(out, split.position().where());
        SchemasFormat.write(out, split.position().schemas());
        writeResnapshot(out, split.position().resnapshot());
    }

    private static void writeResnapshot(DataOutputStream out, Set<String> request)
            throws IOException {
        out.writeInt(request.size());
        for (String pattern : new TreeSet<>(request)) {
            StateFormat.writeString(out, pattern);
        }
    }

    private static void writeOpen(DataOutputStream out, OpenTransaction open) throws IOException {
        StateFormat.writeString(out, open.gtid());
        out.writeLong(open.rows());
        StateFormat.writeString(out, open.rules());
    }

    private static void writeEnd(DataOutputStream out, EndPosition end) throws IOException {
        if (end instanceof AtGtid at) {
            out.writeByte(AT_GTID);
            StateFormat.writeString(out, at.gtid().toString());
        } else {
            out.writeByte(end instanceof CopyFinished ? COPY_FINISHED : NEVER);
        }
    }

    private static void writeCopy(DataOutputStream out, TableCopy copy) throws IOException {
        if (copy instanceof InProgress inProgress) {
            out.writeByte(IN_PROGRESS);
            StateFormat.writeBytes(out, inProgress.lastPk().bytes());
        } else {
            out.writeByte(copy instanceof NotStarted ? NOT_STARTED : FINISHED);
        }
    }

    private static VitessSplit readV1(DataInputStream in) throws IOException {
        Shard shard = new Shard(StateFormat.readString(in), StateFormat.readString(in));
        String gtid = StateFormat.readString(in);
        SortedMap<String, TableCopy> tables = new TreeMap<>();
        int count = StateFormat.readCount(in);
        for (int i = 0; i < count; i++) {
            tables.put(StateFormat.readString(in), readCopy(in));
        }
        return new VitessSplit(shard, new ShardPosition(gtid, TableCopies.of(tables)));
    }

    private static VitessSplit readV2(DataInputStream in) throws IOException {
        VitessSplit split = readV1(in);
        Optional<OpenTransaction> open =
                in.readBoolean() ? Optional.of(readOpen(in)) : Optional.empty();
        return new VitessSplit(
                split.shard(),
                new ShardPosition(
                        split.position().gtid(),
                        split.position().tables(),
                        open,
                        "",
                        TableSchemas.empty(),
                        Set.of()),
                readEnd(in));
    }

    private static VitessSplit readV3(DataInputStream in) throws IOException {
        VitessSplit split = readV2(in);
        return in.readBoolean() ? split.resharded(JournalFormat.read(in)) : split;
    }

    private static VitessSplit readV4(DataInputStream in) throws IOException {
        VitessSplit split = readV3(in);
        return split.withPosition(split.position().withWhere(StateFormat.readString(in)));
    }

    private static VitessSplit readV5(DataInputStream in) throws IOException {
        VitessSplit split = readV4(in);
        return split.withPosition(
                split.position().withSchemas(SchemasFormat.read(in, split.shard().keyspace())));
    }

    private static VitessSplit readV6(DataInputStream in) throws IOException {
        VitessSplit split = readV5(in);
        Set<String> request = new HashSet<>();
        int count = StateFormat.readCount(in);
        for (int i = 0; i < count; i++) {
            request.add(StateFormat.readString(in));
        }
        return split.withPosition(split.position().withResnapshot(request));
    }

    private static OpenTransaction readOpen(DataInputStream in) throws IOException {
        return new OpenTransaction(
                StateFormat.readString(in), in.readLong(), StateFormat.readString(in));
    }

    private static EndPosition readEnd(DataInputStream in) throws IOException {
        int end = in.readByte();
        return switch (end) {
            case NEVER -> new Never();
            case COPY_FINISHED -> new CopyFinished();
            case AT_GTID -> new AtGtid(GtidSet.parse(StateFormat.readString(in)));
            default -> throw new IOException("a split has the unknown end " + end);
        };
    }

    private static TableCopy readCopy(DataInputStream in) throws IOException {
        int copy = in.readByte();
        return switch (copy) {
            case NOT_STARTED -> new NotStarted();
            case IN_PROGRESS -> new InProgress(new LastPk(StateFormat.readBytes(in)));
            case FINISHED -> new Finished();
            default -> throw new IOException("a table's copy has the unknown state " + copy);
        };
    }
}
