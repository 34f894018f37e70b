// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.ddl.DdlStatement;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.FieldEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the responses of one VStream of one shard, in order, as change batches.
 *
 * <p>Events are grouped until the one that makes their position safe: a VGTID names a position, but
 * only the COMMIT, DDL or OTHER after it says that everything before was sent. A BEGIN inside a
 * group starts the group again, because the server then sends it again from its start.
 *
 * <p>A batch of the log may end inside a transaction. Its position then says how many rows of the
 * transaction were dealt with; as many are skipped when the transaction comes again.
 *
 * <p>Rows of the log are read by the columns that hold at their position, which only DDL statements
 * change; the columns that a FIELD event names are those of the tablet's current schema.
 *
 * <p>One instance for each stream: columns are announced again after each connect. Not thread-safe.
 */
@Internal
public final class VStreamDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(VStreamDecoder.class);

    private final Shard shard;
    private final Selection selection;
    private final Schemas schemas;
    private final BatchCutter cutter;
    private final ResponseReader events = new ResponseReader();

    /** Whether a transaction has begun, or a batch of a copy. */
    private boolean inGroup;

    /** The VGTID seen in this group; null before it. */
    private ShardGtid groupEnd;

    /** The journal in the group, or null. It has a transaction of its own. */
    private ReshardJournal groupJournal;

    /** The statement of the rows to come; empty unless MySQL logs it. */
    private String rowsQuery = "";

    /**
     * The source of the rows that were read last, and the position for which it was checked that
     * they were requested; null before them. All rows of a table and a transaction share a source:
     * each copied row is an event of its own.
     */
    private ChangeSource source;

    private long sourceTimestamp;
    private ShardPosition checkedAt;

    /** Whether the shard has ended: what the server sends after the journal is ignored. */
    private boolean resharded;

    /**
     * Whether the rest of a response waits: after a statement that leaves the columns open, it
     * cannot be read before they are known.
     */
    private boolean waiting;

    /** The columns of a copy that has just begun; null if there is none. */
    private TableSchema copied;

    /**
     * A decoder for the stream that was opened at a position.
     *
     * @param start the position with which the stream was requested
     * @param end where reading ends: a batch ends there too
     * @param selection what is read of the tables
     * @param mySql asked in the course of {@link #decode} and {@link #rest}
     * @param mayHold whether so many bytes of a table that cannot be resumed may be held until its
     *     copy ends
     * @throws StreamFormatException if the position is inside a transaction, and the captured
     *     tables are not those under which the transaction was read
     */
    public VStreamDecoder(
            Shard shard,
            ShardPosition start,
            EndPosition end,
            Selection selection,
            MySqlCollations mySql,
            LongPredicate mayHold) {
        this.shard = shard;
        this.selection = selection;
        this.schemas = new Schemas(mySql);
        try {
            this.cutter = new BatchCutter(start, end, selection, mySql, mayHold);
        } catch (IllegalStateException e) {
            throw failure(start.gtid(), e);
        }
    }

    /**
     * Reads one response.
     *
     * @param response a serialized {@code vtgate.VStreamResponse}; the changes are views of it, so
     *     it must no longer be altered
     * @return the batches that are full, in order; often none
     * @throws StreamFormatException if it cannot be read, or holds what cannot be passed on
     *     correctly
     * @throws NotAnsweredException if MySQL could not be asked for what only it knows
     */
    public List<ChangeBatch> decode(byte[] response) {
        return guarded(
                () -> {
                    events.begin(response);
                    read();
                    cutter.arrived(response.length);
                });
    }

    /**
     * What has been read of the log but not handed over, up to the last complete transaction. To be
     * called when no more responses are there.
     *
     * @return one batch, or none
     * @throws NotAnsweredException if MySQL could not be asked for the order of keys
     */
    public List<ChangeBatch> rest() {
        return guarded(cutter::cut);
    }

    /**
     * Whether nothing of the responses is held: they had no rows, or all were handed over. Inside a
     * transaction something is, as its rows come after all that has come so far.
     */
    public boolean holdsNothing() {
        return !waiting && !inGroup && cutter.isEmpty();
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    private List<ChangeBatch> guarded(Reading reading) {
        try {
            reading.run();
            return cutter.take();
        } catch (IOException e) {
            throw failure(cutter.position().gtid(), Unexpected.response(e));
        } catch (NotAnsweredException | StreamFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failure(cutter.position().gtid(), e);
        }
    }

    private StreamFormatException failure(String gtid, Exception cause) {
        return new StreamFormatException(message(gtid, cause.getMessage()), cause);
    }

    private FilteredOldRowsException filtered(String reason) {
        return new FilteredOldRowsException(message(cutter.position().gtid(), reason));
    }

    private String message(String gtid, String reason) {
        return String.format(
                "Cannot continue the stream of shard %s after position '%s': %s",
                shard, gtid, reason);
    }

    /**
     * Continues after a batch with columns to learn, once they are {@linkplain #know known} as far
     * as they can be.
     *
     * @return the batches that are full, in order; often none
     * @throws StreamFormatException as {@link #decode}
     */
    public List<ChangeBatch> resume() {
        return guarded(
                () -> {
                    if (waiting) {
                        waiting = false;
                        read();
                    }
                });
    }

    private void read() throws IOException {
        while (!resharded && events.next()) {
            if (events.isRows()) {
                readRows();
            } else if (readOther()) {
                waiting = true;
                return;
            }
        }
        events.end();
    }

    /** Returns whether the columns of tables are to be learned before the next events. */
    private boolean readOther() throws IOException {
        switch (events.type()) {
            case BEGIN -> {
                startGroup();
                inGroup = true;
            }
            case ROLLBACK -> startGroup();
            case FIELD -> readFields(events.whole());
            case ROWS_QUERY -> rowsQuery = events.whole().getStatement();
            case VGTID -> groupEnd = ShardGtids.only(shard, events.vgtid(), cutter.copying());
            case COMMIT, OTHER -> endGroup(events.timestamp());
            case DDL -> {
                return readDdl(events.whole().getStatement());
            }
            case JOURNAL ->
                    Journals.atEndOf(shard, events.whole().getJournal())
                            .ifPresent(journal -> groupJournal = journal);
            case INSERT, UPDATE, DELETE, REPLACE ->
                    throw new IllegalStateException(
                            "the binary log holds statements instead of rows: set"
                                    + " binlog_format=ROW in MySQL");
            // Everything else carries neither rows nor a position; newer servers may send more.
            default -> LOG.debug("Shard {}: {}", shard, events.type());
        }
        return false;
    }

    private boolean readDdl(String text) {
        LOG.info("Shard {} after {}: {}", shard, cutter.position().gtid(), text);
        ShardPosition before = cutter.position();
        DdlStatement statement = DdlStatement.parse(text);
        if (RowLoss.isCausedBy(statement, before.tables().names())) {
            throw new IllegalStateException(
                    "rows of a captured table were removed or added without an event each, by '"
                            + text
                            + "': restart without state, or remove the table from"
                            + " 'table-name' (tableList) and restore");
        }
        if (groupEnd == null) {
            return false;
        }
        DdlEffect effect = DdlEffect.of(shard, before, groupEnd.getGtid(), text, statement);
        if (effect.changes().isEmpty()) {
            endGroup(0);
            return false;
        }
        cutter.alter(effect, groupEnd);
        startGroup();
        return !effect.toLearn().isEmpty();
    }

    private void startGroup() {
        cutter.begin();
        inGroup = false;
        groupEnd = null;
        groupJournal = null;
        rowsQuery = "";
    }

    private void readFields(VEvent event) {
        FieldEvent fields = event.getFieldEvent();
        if (fields.getIsInternalTable()
                || !CopyProgress.isRequested(shard, cutter.position(), fields.getTableName())) {
            return;
        }
        // Copied rows have no time.
        if (event.getTimestamp() == 0) {
            readCopiedFields(schemas.ofCopy(fields));
        } else {
            schemas.put(format(Schemas.ofLog(fields)), false);
        }
    }

    private void readCopiedFields(TableSchema schema) {
        schemas.put(RowFormat.of(schema, selectedColumns(schema)), true);
        if (cutter.position().tableToCopy().equals(Optional.of(schema.table()))) {
            copied = schema;
            KeyOrder.notResumable(schema)
                    .ifPresent(reason -> cutter.holdUntilCopied(schema.table(), reason));
        }
    }

    private List<String> selectedColumns(TableSchema schema) {
        return selection.columns().apply(schema.table());
    }

    /** Rows of the log have the columns that hold at their position, whatever their names. */
    private RowFormat format(TableSchema taken) {
        ShardPosition position = cutter.position();
        Optional<SchemaVersion> known = position.schemas().get(taken.table());
        boolean chosen = selection.filtered() && !position.where().isEmpty();
        if (known.isEmpty()) {
            if (chosen) {
                throw filtered(FilteredOldRowsException.unknown(taken.table(), position.where()));
            }
            return RowFormat.unknown(taken);
        }
        RowFormat format = RowFormat.of(known.get().schema(), taken, selectedColumns(taken));
        if (chosen && !format.isAsTaken()) {
            throw filtered(FilteredOldRowsException.altered(taken.table(), position.where()));
        }
        return format;
    }

    /**
     * The columns of the copy that began in the last responses, which have to be compared with
     * those that MySQL has: a tablet may not have loaded them yet.
     *
     * @return once for each copy; empty if none began
     */
    public Optional<TableSchema> takeCopied() {
        Optional<TableSchema> taken = Optional.ofNullable(copied);
        copied = null;
        return taken;
    }

    /** Knows the columns of a table, as MySQL has them, from here on. */
    public void know(SchemaVersion version) {
        cutter.know(version);
    }

    private void readRows() {
        if (events.isInternalTable() || !events.isCopied() && cutter.isNotStarted(events.table())) {
            return;
        }
        ChangeSource from = requestedSource(events.table());
        RowFormat format = schemas.get(events.table(), events.isCopied());
        List<RowChange> changes = events.changes(format, from, cutter.counts());
        if (events.isCopied()) {
            cutter.addCopied(changes);
        } else {
            cutter.addLogged(from, changes);
        }
    }

    /** Where rows come from, which must have been requested. */
    private ChangeSource requestedSource(String table) {
        String query = events.isCopied() ? "" : rowsQuery;
        boolean sameSource = isFromSource(table, query);
        if (!sameSource || checkedAt != cutter.position()) {
            checkedAt = cutter.position();
            CopyProgress.requireRequested(checkedAt, table, events.isCopied());
        }
        if (!sameSource) {
            Optional<Instant> changed =
                    events.isCopied()
                            ? Optional.empty()
                            : Optional.of(Instant.ofEpochSecond(events.timestamp()));
            String gtid = events.eventGtid();
            String before = gtid.isEmpty() ? "" : cutter.gtidsBefore();
            source = new ChangeSource(shard, table, gtid, changed, before, query);
            sourceTimestamp = events.timestamp();
        }
        return source;
    }

    private boolean isFromSource(String table, String query) {
        return source != null
                && source.table().equals(table)
                && source.gtid().equals(events.eventGtid())
                && source.rowsQuery().equals(query)
                && sourceTimestamp == events.timestamp();
    }

    private void endGroup(long time) {
        if (groupEnd != null && groupJournal != null) {
            cutter.reshard(groupJournal, groupEnd);
            resharded = true;
        } else if (groupEnd != null) {
            cutter.commit(groupEnd, time);
        } else if (!cutter.groupIsEmpty()) {
            throw Unexpected.of("a transaction with rows has no position");
        }
        startGroup();
    }
}
