// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The threads that the connector and gRPC start, which must end with their jobs. */
public final class LeftOvers {

    private static final Pattern OURS =
            Pattern.compile("(vitess-client|grpc-|Source Data Fetcher|SourceCoordinator).*");

    private LeftOvers() {}

    /** The names of those that run. */
    public static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> OURS.matcher(name).matches())
                .sorted()
                .toList();
    }

    /**
     * Waits until none runs: gRPC keeps the threads that channels share for a second.
     *
     * @throws AssertionError if some still run after the time
     */
    public static void awaitNone(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (OURS.matcher(thread.getName()).matches()) {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        }
        if (!threads().isEmpty()) {
            throw new AssertionError("Still running after " + timeout + ": " + threads());
        }
    }
}
