// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the rows that have arrived, and measures from the ones by which the JIT is done to the
 * last one. Each JVM has one run, so it is static; the rows come from any thread.
 */
final class Progress {

    private static final long POLL_MILLIS = 5;

    private static final LongAdder ROWS = new LongAdder();
    private static volatile boolean done;

    private Progress() {}

    /** So many rows have arrived. */
    static void arrived(long more) {
        ROWS.add(more);
    }

    static boolean isDone() {
        return done;
    }

    /** Waits for the first rows without measuring, then measures until the others are there. */
    static Figures measure(long warmRows, long measuredRows) throws InterruptedException {
        long before = await(warmRows);
        Figures.Moment start = Figures.Moment.now();
        long after = await(warmRows + measuredRows);
        Figures figures = start.until(Figures.Moment.now(), after - before);
        done = true;
        return figures;
    }

    /** Returns how many there are. */
    private static long await(long rows) throws InterruptedException {
        while (ROWS.sum() < rows) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return ROWS.sum();
    }
}
