// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/**
 * A changelog that a job keeps outside of Flink, row by row: each row that came to be, and each
 * that is no more. It is held against the ledger when the job has ended, or between two jobs.
 */
public final class AppendedChangelog {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Supplier<List<Appended>> committed;

    /**
     * A row of the changelog.
     *
     * @param kind {@code +I}, {@code -U}, {@code +U} or {@code -D}
     * @param values the columns' values, as {@link LedgerTable#columns} has them
     * @param snapshot whether the row was copied
     */
    public record Appended(
            String shard, String table, String kind, List<String> values, boolean snapshot) {

        /** Whether the row is no more. */
        private boolean isGone() {
            return kind.startsWith("-");
        }

        private long version() {
            return LedgerTable.version(table, values);
        }

        private String rowKey() {
            return LedgerChange.rowKey(table, values.get(0));
        }

        private LedgerChange change() {
            String[] row = values.toArray(String[]::new);
            return new LedgerChange(
                    shard, table, isGone() ? row : null, isGone() ? null : row, "", snapshot);
        }
    }

    /** A changelog whose committed rows can be read again and again, in any order. */
    public AppendedChangelog(Supplier<List<Appended>> committed) {
        this.committed = committed;
    }

    /**
     * Waits until changes of each table in each group that were written since this call are
     * committed. From then on each acknowledged version has to come out.
     */
    public void awaitLog(Ledger ledger) throws SQLException, InterruptedException {
        Set<String> missing = new TreeSet<>();
        for (KeyGroup group : ledger.groups().all()) {
            ledger.tables().forEach(table -> missing.add(group + " " + table));
        }
        long since = ledger.nextMarker();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("No log within " + PATIENCE + " of " + missing);
            }
            ledger.insertMarkers();
            missing.removeAll(replayed().awaitLogged(ledger.groups(), missing, since, 0));
            Thread.sleep(500);
        }
        ledger.mustAppearFromNow();
    }

    /**
     * Waits until the rows that are left equal the database's, then checks all oracles. Writing
     * must have stopped.
     */
    public void awaitCommitted(Ledger ledger) throws SQLException, InterruptedException {
        Map<String, String> expected = ledger.select();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!replayed().await(expected, 500)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "EQ: not within " + PATIENCE + ": " + replayed().differences(expected));
            }
        }
        check(ledger);
    }

    /** Fails unless all that was committed to the database came out, and came out once. */
    public void check(Ledger ledger) throws SQLException, InterruptedException {
        CommittedChanges changes = replayed();
        Assertions.assertThat(changes.faults()).as("CHANGELOG: what was committed").isEmpty();
        ledger.check(changes);
        Map<String, String> expected = ledger.select();
        Assertions.assertThat(changes.await(expected, 1))
                .as("EQ: " + changes.differences(expected))
                .isTrue();
    }

    /** A key's rows come one after another: each comes to be before it is no more. */
    private CommittedChanges replayed() {
        CommittedChanges changes = new CommittedChanges();
        List<LedgerChange> ordered =
                committed.get().stream()
                        .sorted(
                                Comparator.comparing(Appended::rowKey)
                                        .thenComparing(Appended::version)
                                        .thenComparing(Appended::isGone))
                        .map(Appended::change)
                        .toList();
        changes.stage("all", ordered);
        changes.commit("all");
        return changes;
    }
}
