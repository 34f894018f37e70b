// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Compares what was written with what Flink saw, change by change: each row has a version that each
 * of its changes raises by one, so a gap is a lost change, and a version that does not grow is one
 * that came twice. A change that does not come at all is lost after a minute.
 *
 * <p>Thread-safe: one thread writes, the threads of Flink's tasks see.
 */
final class Ledger {

    /** Many times what a change needs, which is longest when a merge waits for a checkpoint. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Map<Key, Versions> rows = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final LongSupplier nanoTime;
    private long rowsSeen;
    private long versionsChecked;
    private int lost;
    private int twice;

    Ledger(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A row of the tables. */
    private record Key(String table, long key) {
        @Override
        public String toString() {
            return table + " " + key;
        }
    }

    /** How far one row is. */
    private static final class Versions {
        private long written;
        private long seen;
        private long writtenAt;
    }

    /**
     * What the comparison says.
     *
     * @param rows how many rows were seen
     * @param checked how many of their versions
     * @param lost how many never came
     * @param twice how many came again
     */
    record Verdict(long rows, long checked, int lost, int twice) {

        boolean isGood() {
            return lost == 0 && twice == 0;
        }

        @Override
        public String toString() {
            return "%,d rows seen, %,d versions checked: %s lost, %s twice"
                    .formatted(rows, checked, orNone(lost), orNone(twice));
        }

        private static String orNone(int count) {
            return count == 0 ? "none" : "" + count;
        }
    }

    /** To be called right before a change is committed, since Flink may see it at once. */
    synchronized void written(String table, long key) {
        Versions row = rows.computeIfAbsent(new Key(table, key), absent -> new Versions());
        if (row.seen == row.written) {
            row.writtenAt = nanoTime.getAsLong();
        }
        row.written++;
    }

    /** Compares a change that Flink saw. */
    synchronized void seen(Arrival arrival) {
        Key key = new Key(arrival.table(), arrival.key());
        Versions row =
                Objects.requireNonNull(rows.get(key), () -> key + " came and was never written");
        if (row.seen == 0) {
            rowsSeen++;
        }
        versionsChecked++;
        long version = arrival.version();
        if (version <= row.seen) {
            twice++;
            faults.add("%s: version %d came twice".formatted(key, version));
            return;
        }
        // A copied row stands for all of its changes before.
        if (!arrival.copied() && version > row.seen + 1) {
            missing(key, row.seen + 1, version - 1);
        }
        row.seen = version;
        row.writtenAt = nanoTime.getAsLong();
    }

    private void missing(Key key, long from, long to) {
        for (long version = from; version <= to; version++) {
            lost++;
            faults.add("%s: version %d is lost".formatted(key, version));
        }
    }

    /** Whether all that was written has come. */
    synchronized boolean isSettled() {
        return rows.values().stream().allMatch(row -> row.seen >= row.written);
    }

    /** Also counts as lost what has been awaited for too long. */
    synchronized Verdict verdict() {
        long now = nanoTime.getAsLong();
        rows.forEach(
                (key, row) -> {
                    if (row.seen < row.written && now - row.writtenAt > PATIENCE.toNanos()) {
                        missing(key, row.seen + 1, row.written);
                        row.seen = row.written;
                    }
                });
        return new Verdict(rowsSeen, versionsChecked, lost, twice);
    }

    /** What is wrong, a line for each change. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
