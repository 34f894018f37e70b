// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When the rows of a run were committed, and when they came to the sink. Each JVM has one run, so
 * it is static.
 */
final class Arrivals {

    /** The JIT is done with what the first ones need. */
    private static final double WARM = 0.3;

    private static final long MOST_SECONDS = 60;

    private static long first;
    private static AtomicLongArray committed;
    private static AtomicLongArray arrived;
    private static volatile long others;
    private static volatile long markers;

    private Arrivals() {}

    /** So many rows are measured, with ids from this one on; others have lower ids. */
    static void expect(long firstId, int rows) {
        first = firstId;
        committed = new AtomicLongArray(rows);
        arrived = new AtomicLongArray(rows);
    }

    /** The client of the row of that number has been told that it is committed. */
    static void committed(int number) {
        committed.set(number, System.nanoTime());
    }

    /** A row has come to the sink, whose thread this is. */
    static void arrived(long id) {
        if (id >= first) {
            arrived.set((int) (id - first), System.nanoTime());
        } else if (id < 0) {
            markers++;
        } else {
            others++;
        }
    }

    /** Writes a row that is not measured. */
    @FunctionalInterface
    interface Write {
        void row(long id) throws Exception;
    }

    /**
     * Writes rows with negative ids until one has arrived, and one of the other shard if that is to
     * catch up.
     */
    static void awaitReading(boolean catchesUp, Write write) throws Exception {
        long id = -System.nanoTime();
        while (markers == 0 || catchesUp && others == 0) {
            write.row(id--);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Of the rows after the first ones, once all have arrived. */
    static String percentiles() throws InterruptedException {
        int rows = committed.length();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        long caughtUp = others;
        while (arrived.get(rows - 1) == 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The last row does not arrive");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        double[] millis = new double[rows - (int) (WARM * rows)];
        for (int i = 0; i < millis.length; i++) {
            int number = rows - millis.length + i;
            millis[i] = Math.max(0, arrived.get(number) - committed.get(number)) / 1e6;
        }
        Arrays.sort(millis);
        return "p50 %.2f ms, p99 %.2f ms, max %.2f ms; rows of the other shard meanwhile: %,d"
                .formatted(
                        millis[millis.length / 2],
                        millis[millis.length * 99 / 100],
                        millis[millis.length - 1],
                        caughtUp);
    }
}
