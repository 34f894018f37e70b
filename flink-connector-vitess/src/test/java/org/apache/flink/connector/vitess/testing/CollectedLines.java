// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * What a job on a MiniCluster let out, in this JVM. Thread-safe.
 *
 * <p>Jobs are serialized on their way to the cluster, so the job holds only a key to this.
 */
public final class CollectedLines {

    private static final Map<String, CollectedLines> ALL = new ConcurrentHashMap<>();

    private final String key = UUID.randomUUID().toString();
    private final List<String> lines = new ArrayList<>();

    public CollectedLines() {
        ALL.put(key, this);
    }

    /** An operator that adds each line. */
    public MapFunction<String, String> collector() {
        return collector(key);
    }

    private static MapFunction<String, String> collector(String key) {
        return line -> {
            ALL.get(key).add(line);
            return line;
        };
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    /** All lines so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits until there are more lines than that, or the time is over. */
    public synchronized void awaitMoreThan(int count, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long millis = timeout.toMillis();
        while (lines.size() <= count && millis > 0) {
            wait(millis);
            millis = (deadline - System.nanoTime()) / 1_000_000;
        }
    }

    /**
     * Waits until the lines fulfil a condition.
     *
     * @throws AssertionError if they do not within the time; with the lines that came
     */
    public synchronized List<String> await(Duration timeout, Predicate<List<String>> condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.test(lines)) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError(
                        "Not within " + timeout + ". Came:\n" + String.join("\n", lines));
            }
            wait(millis);
        }
        return lines();
    }
}
