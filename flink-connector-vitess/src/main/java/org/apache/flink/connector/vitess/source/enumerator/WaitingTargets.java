// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that no target of a reshard waits unseen, or for a checkpoint that never comes. */
final class WaitingTargets {

    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

    /**
     * How long to wait for the first checkpoint of the job. Flink does not tell a source whether
     * checkpoints are enabled.
     */
    private static final Duration FIRST_CHECKPOINT = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(WaitingTargets.class);

    private final LongSupplier nanoTime;
    private boolean checkpoints;
    private boolean waits;
    private long since;
    private long nextWarning;

    WaitingTargets(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A checkpoint is made, so there will be more. */
    void checkpointed() {
        checkpoints = true;
    }

    /** The targets that may be read now. */
    List<Start> plan(ShardTracker tracker) {
        warn(tracker);
        List<Start> ready = ReshardPlanner.plan(tracker, true);
        if (checkpoints || !waits || waited().compareTo(FIRST_CHECKPOINT) < 0) {
            return ready;
        }
        List<Start> all = ReshardPlanner.plan(tracker, false);
        if (all.size() > ready.size()) {
            LOG.warn(
                    "Reading {} without the checkpoint that keeps each key's changes in order, as"
                            + " none was made in {}: enable checkpoints",
                    all.stream().map(Start::shard).toList(),
                    waited());
        }
        return all;
    }

    private Duration waited() {
        return Duration.ofNanos(nanoTime.getAsLong() - since);
    }

    private void warn(ShardTracker tracker) {
        boolean waited = waits;
        waits = tracker.reshards().values().stream().anyMatch(reshard -> reshard.waiting() > 0);
        if (waits && !waited) {
            since = nanoTime.getAsLong();
            nextWarning = since + WARNING_INTERVAL.toNanos();
        } else if (waits && nanoTime.getAsLong() - nextWarning >= 0) {
            nextWarning = nanoTime.getAsLong() + WARNING_INTERVAL.toNanos();
            tracker.reshards().values().stream()
                    .filter(reshard -> reshard.waiting() > 0)
                    .forEach(this::warn);
        }
    }

    private void warn(Reshard reshard) {
        SortedSet<String> targets = new TreeSet<>(reshard.journal().targets().keySet());
        targets.removeAll(reshard.started());
        SortedSet<String> sources = new TreeSet<>(reshard.journal().participants());
        sources.removeAll(reshard.ends().keySet());
        LOG.warn(
                "Keyspace {}: the shards {} have waited for {} for {}",
                reshard.journal().keyspace(),
                targets,
                waited(),
                sources.isEmpty()
                        ? "a reader, or a complete checkpoint"
                        : "the end of " + sources + " at " + reshard.journal());
    }
}
