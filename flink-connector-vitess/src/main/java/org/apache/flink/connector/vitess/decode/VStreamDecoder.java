// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.FieldEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the responses of one VStream of one shard, in order, as change batches.
 *
 * <p>Events are grouped until the one that makes their position safe: a VGTID names a position, but
 * only the COMMIT, DDL or OTHER behind it says that everything before was sent. A BEGIN inside a
 * group starts the group again, because the server then sends it again from its start.
 *
 * <p>A batch of the log may end inside a transaction. Its position then says how many rows of the
 * transaction were dealt with; as many are skipped when the transaction comes again.
 *
 * <p>One instance for each stream: columns are announced anew after each connect. Not thread-safe.
 */
@Internal
public final class VStreamDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(VStreamDecoder.class);

    private final Shard shard;
    private final Schemas schemas;
    private final Slices slices;

    /** The VGTID seen in this group; null before it. */
    private ShardGtid groupEnd;

    /**
     * The source of the rows that were read last, and the position at which they were wanted; null
     * before them. All rows of a table and a transaction share a source: each copied row is an
     * event of its own.
     */
    private ChangeSource source;

    private long sourceTimestamp;
    private ShardPosition wantedAt;

    /** Whether the shard has ended: what the server sends behind the journal is nobody's. */
    private boolean resharded;

    /**
     * A decoder for the stream that was opened at a position.
     *
     * @param start the position with which the stream was requested
     * @param end where reading ends: a batch ends there too
     * @param mySql asked in the course of {@link #decode} and {@link #rest}
     * @throws StreamFormatException if the position lies inside a transaction, and the captured
     *     tables are not those under which the transaction was read
     */
    public VStreamDecoder(
            Shard shard, ShardPosition start, EndPosition end, MySqlCollations mySql) {
        this.shard = shard;
        this.schemas = new Schemas(mySql);
        try {
            this.slices = new Slices(start, end, mySql);
        } catch (IllegalStateException e) {
            throw failure(start.gtid(), e);
        }
    }

    /**
     * Reads one response.
     *
     * @param response a serialized {@code vtgate.VStreamResponse}; the changes are views of it, so
     *     it must not be altered any more
     * @return the batches that are full, in order; often none
     * @throws StreamFormatException if it cannot be read, or holds what cannot be passed on right
     */
    public List<ChangeBatch> decode(byte[] response) {
        return guarded(
                () -> {
                    read(new ResponseReader(response));
                    slices.arrived(response.length);
                });
    }

    /**
     * What has been read of the log but not handed over, up to the last complete transaction. To be
     * called when no more responses are there.
     *
     * @return one batch, or none
     * @throws StreamFormatException if MySQL could not be asked for the order of keys
     */
    public List<ChangeBatch> rest() {
        return guarded(slices::cut);
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    private List<ChangeBatch> guarded(Reading reading) {
        try {
            reading.run();
            return slices.take();
        } catch (IOException | RuntimeException e) {
            throw failure(slices.position().gtid(), e);
        }
    }

    private StreamFormatException failure(String gtid, Exception cause) {
        return new StreamFormatException(
                String.format(
                        "Cannot go on with the stream of shard %s after position '%s': %s",
                        shard, gtid, cause.getMessage()),
                cause);
    }

    private void read(ResponseReader events) throws IOException {
        while (!resharded && events.next()) {
            if (events.isRows()) {
                readRows(events);
            } else {
                read(events.event());
            }
        }
    }

    private void read(VEvent event) {
        switch (event.getType()) {
            case BEGIN, ROLLBACK -> startGroup();
            case FIELD -> readFields(event.getFieldEvent());
            case VGTID -> groupEnd = readVgtid(event.getVgtid());
            case COMMIT, OTHER -> endGroup();
            case DDL -> {
                readDdl(event.getStatement());
                endGroup();
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
        LOG.info("Shard {} after {}: {}", shard, slices.position().gtid(), statement);
        if (RowLoss.isCausedBy(statement, slices.position().tables().keySet())) {
            throw new IllegalStateException(
                    "the rows of a captured table went away without a DELETE each, by '"
                            + statement
                            + "': start anew without state, or remove the table from"
                            + " 'table-name' (tableList) and restore");
        }
    }

    private void startGroup() {
        slices.begin();
        groupEnd = null;
    }

    private void readFields(FieldEvent event) {
        if (event.getIsInternalTable()) {
            return;
        }
        TableSchema schema = schemas.put(event);
        if (slices.position().tableToCopy().equals(Optional.of(schema.table()))) {
            CopyProgress.notResumable(schema)
                    .ifPresent(reason -> slices.copyWhole(schema.table(), reason));
        }
    }

    private void readRows(ResponseReader event) {
        if (event.isInternalTable()) {
            return;
        }
        TableSchema schema = schemas.get(event.table());
        List<RowChange> changes = event.changes(schema, wantedSource(schema.table(), event));
        if (event.isCopied()) {
            slices.addCopied(changes);
        } else {
            slices.addLogged(schema.table(), event.eventGtid(), changes);
        }
    }

    /** Where rows come from, which somebody must have asked for. */
    private ChangeSource wantedSource(String table, ResponseReader event) {
        boolean sameSource = isFromSource(table, event);
        if (!sameSource || wantedAt != slices.position()) {
            wantedAt = slices.position();
            CopyProgress.requireWanted(wantedAt, table, event.isCopied());
        }
        if (!sameSource) {
            Optional<Instant> changed =
                    event.isCopied()
                            ? Optional.empty()
                            : Optional.of(Instant.ofEpochSecond(event.timestamp()));
            source = new ChangeSource(shard, table, event.eventGtid(), changed);
            sourceTimestamp = event.timestamp();
        }
        return source;
    }

    private boolean isFromSource(String table, ResponseReader event) {
        return source != null
                && source.table().equals(table)
                && source.gtid().equals(event.eventGtid())
                && sourceTimestamp == event.timestamp();
    }

    private ShardGtid readVgtid(VGtid vgtid) {
        if (vgtid.getShardGtidsCount() != 1
                || !vgtid.getShardGtids(0).getKeyspace().equals(shard.keyspace())
                || !vgtid.getShardGtids(0).getShard().equals(shard.name())) {
            throw new IllegalStateException(
                    "it has the position of other shards: " + vgtid.getShardGtidsList());
        }
        return vgtid.getShardGtids(0);
    }

    private void endGroup() {
        if (groupEnd != null) {
            slices.commit(groupEnd);
        } else if (!slices.groupIsEmpty()) {
            throw new IllegalStateException("a transaction with rows has no position");
        }
        startGroup();
    }

    /** A journal of MoveTables changes nothing here, and vtgate drops it. */
    private void readJournal(Journal journal) {
        if (journal.getMigrationType() != MigrationType.SHARDS) {
            return;
        }
        ReshardJournal read = Journals.read(shard, journal);
        if (read.participants().contains(shard.name())) {
            slices.reshard(read);
            resharded = true;
        } else {
            LOG.warn("Shard {}: not concerned by {}", shard, read);
        }
    }
}
