// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.TableSchema;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.FieldEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.RowEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the responses of one VStream of one shard, in order, as change batches.
 *
 * <p>Events are grouped until the one that makes their position safe: a VGTID names a position, but
 * only the COMMIT, DDL or OTHER behind it says that everything before was sent. A BEGIN inside a
 * group starts the group again, because the server then sends it again from its start.
 *
 * <p>One instance for each stream: columns are announced anew after each connect. Not thread-safe.
 */
@Internal
public final class VStreamDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(VStreamDecoder.class);

    private static final Pattern LOSES_ROWS =
            Pattern.compile(
                    "(\\s|/\\*.*?\\*/)*(truncate|drop\\s+table)\\b", Pattern.CASE_INSENSITIVE);

    private final Shard shard;
    private final Schemas schemas = new Schemas();
    private final List<RowChange> group = new ArrayList<>();
    private ShardPosition position;

    /** The position of the VGTID seen in this group; null before it. */
    private ShardPosition groupEnd;

    /**
     * A decoder for the stream that was opened at a position.
     *
     * @param start the position with which the stream was requested
     */
    public VStreamDecoder(Shard shard, ShardPosition start) {
        this.shard = shard;
        this.position = start;
    }

    /**
     * Reads one response.
     *
     * @param response a serialized {@code vtgate.VStreamResponse}
     * @return the batches it completes, in order; often none or one
     * @throws StreamFormatException if it cannot be read, or holds what cannot be passed on right
     */
    public List<ChangeBatch> decode(byte[] response) {
        try {
            List<ChangeBatch> batches = new ArrayList<>();
            for (VEvent event : VStreamResponse.parseFrom(response).getEventsList()) {
                read(event, batches);
            }
            return batches;
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            throw new StreamFormatException(
                    String.format(
                            "Cannot go on with the stream of shard %s after position '%s': %s",
                            shard, position.gtid(), e.getMessage()),
                    e);
        }
    }

    private void read(VEvent event, List<ChangeBatch> batches) {
        switch (event.getType()) {
            case BEGIN, ROLLBACK -> startGroup();
            case FIELD -> readFields(event.getFieldEvent());
            case ROW -> readRows(event);
            case VGTID -> groupEnd = advance(event.getVgtid());
            case COMMIT, OTHER -> endGroup(batches);
            case DDL -> {
                readDdl(event.getStatement());
                endGroup(batches);
            }
            case JOURNAL -> readJournal(event.getJournal());
            case INSERT, UPDATE, DELETE, REPLACE ->
                    throw new IllegalStateException(
                            "the binary log holds statements instead of rows: set"
                                    + " binlog_format=ROW in MySQL");
            // Everything else carries neither rows nor a position; newer servers may send more.
            default -> LOG.debug("Shard {}: {}", shard, event.getType());
        }
    }

    /** New columns announce themselves; rows that vanish without a DELETE event do not. */
    private void readDdl(String statement) {
        LOG.info("Shard {} after {}: {}", shard, position.gtid(), statement);
        if (LOSES_ROWS.matcher(statement).lookingAt()) {
            throw new IllegalStateException(
                    "the rows of a captured table went away without a DELETE each, by '"
                            + statement
                            + "': start anew without state");
        }
    }

    private void startGroup() {
        group.clear();
        groupEnd = null;
    }

    private void readFields(FieldEvent event) {
        if (!event.getIsInternalTable()) {
            CopyProgress.requireResumable(position, schemas.put(event));
        }
    }

    private void readRows(VEvent event) {
        RowEvent rows = event.getRowEvent();
        if (rows.getIsInternalTable()) {
            return;
        }
        TableSchema schema = schemas.get(rows.getTableName());
        boolean copied = Rows.isCopied(event);
        CopyProgress.requireWanted(position, schema.table(), copied);
        List<RowChange> changes = Rows.changes(schema, rows, Rows.source(shard, event));
        group.addAll(copied ? changes : CopyProgress.restrict(position, schema, changes));
    }

    private ShardPosition advance(VGtid vgtid) {
        if (vgtid.getShardGtidsCount() != 1
                || !vgtid.getShardGtids(0).getKeyspace().equals(shard.keyspace())
                || !vgtid.getShardGtids(0).getShard().equals(shard.name())) {
            throw new IllegalStateException(
                    "it has the position of other shards: " + vgtid.getShardGtidsList());
        }
        return CopyProgress.advance(position, vgtid.getShardGtids(0));
    }

    private void endGroup(List<ChangeBatch> batches) {
        if (groupEnd != null) {
            position = groupEnd;
            batches.add(new ChangeBatch(group, position));
        } else if (!group.isEmpty()) {
            throw new IllegalStateException("a transaction with rows has no position");
        }
        startGroup();
    }

    private static void readJournal(Journal journal) {
        if (journal.getMigrationType() == MigrationType.SHARDS) {
            throw new IllegalStateException(
                    String.format(
                            "the keyspace was resharded here (journal %d, to the shards %s), which"
                                    + " this version does not follow: start anew without state",
                            journal.getId(),
                            journal.getShardGtidsList().stream()
                                    .map(target -> target.getShard() + " at " + target.getGtid())
                                    .toList()));
        }
    }
}
