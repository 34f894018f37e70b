// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The stored form of a split.
 *
 * <p>Version 1: keyspace, shard, GTID set, then each table's name and copy: 0 not started, 1 in
 * progress with its last primary key, 2 finished.
 */
@Internal
public final class VitessSplitSerializer implements SimpleVersionedSerializer<VitessSplit> {

    private static final int VERSION = 1;
    private static final String WHAT = "split of the Vitess source";

    private static final int NOT_STARTED = 0;
    private static final int IN_PROGRESS = 1;
    private static final int FINISHED = 2;

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
            default -> throw StateFormat.unknownVersion(WHAT, version, VERSION);
        };
    }

    private static void write(DataOutputStream out, VitessSplit split) throws IOException {
        StateFormat.writeString(out, split.shard().keyspace());
        StateFormat.writeString(out, split.shard().name());
        StateFormat.writeString(out, split.position().gtid());
        out.writeInt(split.position().tables().size());
        for (Map.Entry<String, TableCopy> table : split.position().tables().entrySet()) {
            StateFormat.writeString(out, table.getKey());
            writeCopy(out, table.getValue());
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
        return new VitessSplit(shard, new ShardPosition(gtid, tables));
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
