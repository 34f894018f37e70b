// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;

/**
 * How long each target of a reshard takes until its first row has passed the checks of a job. The
 * time counts from the last row of the sources: the journal follows it, so it is no less than the
 * time from the journal, and holds the moment without writes, too.
 */
final class FirstRows {

    private final LedgerJob job;
    private final List<String> targets;
    private final Map<String, Long> lastOfSources = new HashMap<>();
    private final Map<String, Duration> times = new HashMap<>();
    private final CompletableFuture<LedgerChange> all;

    /** Watches from now on, before the switch. */
    FirstRows(LedgerJob job, List<String> targets) {
        this.job = job;
        this.targets = targets;
        this.all = job.when(this::see);
    }

    /** One at a time, and before {@link #all} is completed. */
    private boolean see(LedgerChange change) {
        long now = System.nanoTime();
        if (!targets.contains(change.shard())) {
            lastOfSources.put(change.shard(), now);
        } else if (!times.containsKey(change.shard())) {
            times.put(change.shard(), Duration.ofNanos(now - lastOfSource(change)));
        }
        Set<String> missing = new HashSet<>(targets);
        missing.removeAll(times.keySet());
        return missing.isEmpty();
    }

    private long lastOfSource(LedgerChange first) {
        return lastOfSources.values().stream()
                .max(Long::compare)
                .orElseThrow(() -> new AssertionError("no row of a source before " + first));
    }

    /** Waits for the first row of each target, and prints and returns the longest time. */
    Duration await() throws Exception {
        job.await(all);
        times.forEach(
                (shard, time) ->
                        System.out.printf(
                                "First row of %s %d ms after the last one of the sources%n",
                                shard, time.toMillis()));
        return times.values().stream().max(Duration::compareTo).orElseThrow();
    }
}
