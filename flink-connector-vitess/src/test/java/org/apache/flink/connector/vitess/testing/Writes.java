// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Writes again and again while a test waits for what comes of it. */
public final class Writes implements AutoCloseable {

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> writes;

    private Writes(Duration pause, Runnable write) {
        writes = executor.scheduleWithFixedDelay(write, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins to write at once. */
    public static Writes every(Duration pause, Runnable write) {
        return new Writes(pause, write);
    }

    /** Ends the writes; fails if one of them has. */
    @Override
    public void close() throws Exception {
        executor.shutdown();
        if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
            executor.shutdownNow();
            throw new AssertionError("a write does not end");
        }
        // A periodic task ends for good only by its failure, or by being cancelled.
        if (!writes.isCancelled()) {
            writes.get();
        }
    }
}
