// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.concurrent.CountDownLatch;

/**
 * Counts the rows that have arrived, and notes when the first ones, by which the JIT is done, and
 * the last one did. Each JVM has one run, so it is static; the rows come from one thread.
 */
final class Progress {

    private static final CountDownLatch DONE = new CountDownLatch(1);

    private static long warm;
    private static long last;
    private static long rows;
    private static Figures.Moment start;
    private static Figures.Moment end;

    private Progress() {}

    /** Begins to count: to the first figure without measuring, then from there on. */
    static void expect(long warmRows, long measuredRows) {
        warm = warmRows;
        last = warmRows + measuredRows;
    }

    /** So many rows have arrived, at least one. */
    static void arrived(long more) {
        long before = rows;
        rows += more;
        if (before < warm && rows >= warm) {
            start = Figures.Moment.now();
            warm = rows;
        }
        if (before < last && rows >= last) {
            end = Figures.Moment.now();
            last = rows;
            DONE.countDown();
        }
    }

    static boolean isDone() {
        return DONE.getCount() == 0;
    }

    /** Waits for the last row. */
    static Figures figures() throws InterruptedException {
        DONE.await();
        return start.until(end, last - warm);
    }
}
