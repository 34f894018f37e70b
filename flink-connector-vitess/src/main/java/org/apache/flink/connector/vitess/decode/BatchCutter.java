// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.OpenTransaction;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.schema.SchemaVersion;

/**
 * Cuts the changes of a stream into batches, and determines the position after each.
 *
 * <p>The log is cut where a slice is full, even inside a transaction, and where nothing more has
 * arrived. A copied batch is never cut, and never shares a batch with the log.
 */
final class BatchCutter {

    /** Enough to make the handover cheap, and few enough for barriers to pass soon. */
    static final int ROWS = 256;

    /** Bounds what large rows may take of the heap. */
    private static final int BYTES = 256 << 10;

    /**
     * What a copied batch may have in responses before its last: many times what vttablet fills,
     * which comes in one.
     */
    private static final int COPIED_BYTES = 8 << 20;

    private final EndPosition stop;
    private final MySqlCollations mySql;
    private final TransactionRules rules;
    private final HeldCopy held;
    private final Optional<String> copying;
    private final List<ChangeBatch> batches = new ArrayList<>();

    /** Where the last batch ends. */
    private ShardPosition position;

    /**
     * Changes whose transactions have ended, and the end of the last; null if none. The rows of a
     * table that is {@linkplain HeldCopy held} wait here, too.
     */
    private List<RowChange> ended = new ArrayList<>();

    private ShardGtid end;

    /** When the last transaction committed, in seconds since 1970; 0 before. */
    private long endTime;

    private final Boundaries boundaries;

    /**
     * The open group, and the source and the count of the log's rows in it so far: null and none
     * for a copied batch.
     */
    private final List<RowChange> group = new ArrayList<>();

    private ChangeSource last;
    private final TransactionCounts counts = new TransactionCounts();

    /** The size of the responses since the last batch. */
    private long bytes;

    /** What the server last said about the table in copy; null if nothing. */
    private List<TableLastPK> lastPks;

    /**
     * Continues from a position.
     *
     * @param selection what is read of the tables
     * @param mayHold whether so many bytes of a table that cannot be resumed may be held until its
     *     copy ends
     * @throws IllegalStateException if it is inside a transaction that was read under other rules
     */
    BatchCutter(
            ShardPosition start,
            EndPosition stop,
            Selection selection,
            MySqlCollations mySql,
            LongPredicate mayHold) {
        this.rules = new TransactionRules(selection.filtered());
        this.held = new HeldCopy(mayHold);
        this.boundaries = new Boundaries(selection.boundaries());
        this.position = start;
        this.stop = stop;
        this.mySql = mySql;
        this.copying = start.tableToCopy();
        rules.requireSame(start);
    }

    /** Where the last batch ends. */
    ShardPosition position() {
        return position;
    }

    /** Begins a group. What the one before had left is sent again by the server. */
    void begin() {
        group.clear();
        last = null;
        counts.begin();
    }

    /**
     * Holds the rows of the table in copy until its copy ends.
     *
     * @param reason why it cannot be resumed
     * @throws IllegalStateException if it is resumed nevertheless
     */
    void holdUntilCopied(String table, String reason) {
        held.begin(position, table, reason);
    }

    /** Whether the copy of a table has not begun: rows of the log are in it then. */
    boolean isNotStarted(String table) {
        return isNotStarted(position, table);
    }

    /**
     * Adds rows of the table in copy.
     *
     * @throws IllegalStateException if too many came before the position after them
     */
    void addCopied(List<RowChange> changes) {
        if (!group.isEmpty() && bytes > COPIED_BYTES) {
            throw Unexpected.of(
                    "rows of " + bytes + " bytes were copied without a position after them");
        }
        group.addAll(changes);
    }

    /** The table whose copy was requested. */
    Optional<String> copying() {
        return copying;
    }

    /** Gives the changes of the open transaction their places. */
    TransactionCounts counts() {
        return counts;
    }

    /** The GTID set before the open transaction; empty if tables are still to be copied there. */
    String gtidsBefore() {
        if (position.tableToCopy().isPresent()) {
            return "";
        }
        return end == null ? position.gtid() : end.getGtid();
    }

    /** Adds changes of one source to the open transaction, but for those dealt with before. */
    void addLogged(ChangeSource source, List<RowChange> changes) {
        last = source;
        OpenTransaction open = openTransaction();
        if (open != null && !open.gtid().equals(source.gtid())) {
            throw new IllegalStateException(
                    String.format(
                            "transaction %s was expected to come again, but %s came: the tablets"
                                    + " do not have the same order of transactions, set"
                                    + " replica_preserve_commit_order=ON in MySQL",
                            open.gtid(), source.gtid()));
        }
        for (RowChange change : changes) {
            if (open == null || change.transactionOrder() > open.rows()) {
                group.add(change);
            }
            if (group.size() + ended.size() >= ROWS) {
                cutTransaction(change.transactionOrder());
                open = openTransaction();
            }
        }
    }

    /** What was dealt with of the transaction that is read; null for nothing. */
    private OpenTransaction openTransaction() {
        return end == null ? position.open().orElse(null) : null;
    }

    private void cutTransaction(long emitted) {
        addGroup();
        ShardPosition end = positionAtEnd();
        handOver(end.withOpenTransaction(last.gtid(), emitted, rules.at(end)));
    }

    private void addGroup() {
        boundaries.addBegin(ended.size(), group, position);
        ended.addAll(group);
        group.clear();
    }

    /**
     * Ends the group: it was sent whole.
     *
     * @param time when it committed, in seconds since 1970; 0 if that is not known
     */
    void commit(ShardGtid newEnd, long time) {
        requireWhole();
        boolean copyAdvances = copying.isPresent() && !newEnd.getTablePKsList().equals(lastPks);
        if (copyAdvances) {
            cut();
        }
        addGroup();
        boundaries.addEnd(ended.size(), last, counts, position);
        lastPks = newEnd.getTablePKsList();
        if (held.isUnderWay(lastPks.size()) && held.allows(bytes)) {
            begin();
            return;
        }
        end = newEnd;
        endTime = Math.max(endTime, time);
        if (copyAdvances || ended.size() >= ROWS || stops()) {
            cut();
        }
        begin();
    }

    private void requireWhole() {
        OpenTransaction open = openTransaction();
        if (open != null && counts.changes() < open.rows()) {
            throw new IllegalStateException(
                    String.format(
                            "%d rows of transaction %s were emitted, but now it has %d: the"
                                    + " binary log is not the same",
                            open.rows(), open.gtid(), counts.changes()));
        }
    }

    /**
     * Ends the shard. A table that is held does not count as begun: its copy begins on the shards
     * that continue, so nothing of it comes out here.
     */
    void reshard(ReshardJournal journal, ShardGtid newEnd) {
        requireWhole();
        // No batch may end after the journal without it: the shard would be read on.
        ShardPosition after =
                held.isUnderWay(newEnd.getTablePKsCount())
                        ? position.withGtid(newEnd.getGtid())
                        : CopyProgress.advance(position, copying, newEnd);
        Predicate<RowChange> begun = change -> !isNotStarted(after, change.source().table());
        batches.add(
                new ChangeBatch(
                        CopiedRange.restrict(
                                position, ended.stream().filter(begun).toList(), mySql),
                        boundaries.takeAmong(ended, begun),
                        after,
                        Optional.of(journal),
                        logTime(after)));
        end = null;
    }

    private static boolean isNotStarted(ShardPosition position, String table) {
        return position.tables().get(table) instanceof NotStarted;
    }

    private boolean stops() {
        return !(stop instanceof Never) && stop.isReachedBy(positionAtEnd());
    }

    /** Notes the size of a response that was read, and ends the slice if it is large. */
    void arrived(int responseBytes) {
        bytes += responseBytes;
        if (bytes >= BYTES && last != null && !group.isEmpty()) {
            cutTransaction(counts.changes());
        } else if (bytes >= BYTES) {
            cut();
        }
    }

    /**
     * Passes a DDL statement, after which tables have other columns. No batch ends after it without
     * these: the statement does not come again.
     *
     * @throws IllegalStateException if the table in copy is held
     */
    void alter(DdlEffect effect, ShardGtid newEnd) {
        requireWhole();
        if (end == null && !ended.isEmpty()) {
            throw new IllegalStateException(
                    "a table was altered while another one, which is copied whole, was held:"
                            + " restart from the last checkpoint, and the copy starts over");
        }
        cut();
        lastPks = newEnd.getTablePKsList();
        position = CopyProgress.advance(position, copying, newEnd).withSchemas(effect.schemas());
        batches.add(ChangeBatch.of(effect, position));
        begin();
    }

    /** Knows the columns of a table from here on. */
    void know(SchemaVersion version) {
        position = position.withSchema(version);
    }

    /** Whether the open group has no changes. */
    boolean groupIsEmpty() {
        return group.isEmpty();
    }

    /** Whether nothing of what was read is held. */
    boolean isEmpty() {
        return end == null && ended.isEmpty() && group.isEmpty() && batches.isEmpty();
    }

    /** Ends the slice after the last complete group. */
    void cut() {
        if (end != null) {
            handOver(positionAtEnd());
        }
    }

    private ShardPosition positionAtEnd() {
        return end == null ? position : CopyProgress.advance(position, copying, end);
    }

    private void handOver(ShardPosition after) {
        batches.add(
                new ChangeBatch(
                        CopiedRange.restrict(position, ended, mySql),
                        boundaries.take(),
                        after,
                        Optional.empty(),
                        logTime(after)));
        position = after;
        bytes = 0;
        ended = new ArrayList<>();
        end = null;
    }

    private Optional<Instant> logTime(ShardPosition after) {
        return endTime == 0 || after.tableToCopy().isPresent()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(endTime));
    }

    /** The batches since the last call. */
    List<ChangeBatch> take() {
        List<ChangeBatch> taken = List.copyOf(batches);
        batches.clear();
        return taken;
    }
}
