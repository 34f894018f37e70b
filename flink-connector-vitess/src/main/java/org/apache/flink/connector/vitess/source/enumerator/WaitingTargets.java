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

/**
 * Makes sure that no target of a reshard waits unnoticed, or for a checkpoint that never comes.
 * Used by the coordinator thread.
 *
 * <p>Flink does not tell a source whether checkpoints are enabled. A job that was restored, or that
 * has begun a checkpoint, has them; one that has run for an hour without one has not. While tables
 * are copied Flink may make none, so that time does not count.
 */
final class WaitingTargets {

    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

    /** More than an interval between checkpoints is likely to be. */
    private static final Duration FIRST_CHECKPOINT = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(WaitingTargets.class);

    private final LongSupplier nanoTime;
    private boolean checkpoints;

    /** How long the job could have begun a checkpoint, and has not, up to the last check. */
    private Duration without = Duration.ZERO;

    private long lastLook;
    private boolean waits;
    private long since;
    private long nextWarning;

    /**
     * No target waits yet.
     *
     * @param restored whether the job was started from a checkpoint or savepoint
     */
    WaitingTargets(LongSupplier nanoTime, boolean restored) {
        this.nanoTime = nanoTime;
        this.checkpoints = restored;
        this.lastLook = nanoTime.getAsLong();
    }

    /** A checkpoint has begun, so there will be more. */
    void checkpointed() {
        checkpoints = true;
    }

    /**
     * The targets that may be read now.
     *
     * @param backlog whether a backlog was reported to Flink
     */
    List<Start> plan(ShardTracker tracker, boolean backlog) {
        count(backlog);
        warn(tracker);
        List<Start> ready = ReshardPlanner.plan(tracker, true);
        if (checkpoints || without.compareTo(FIRST_CHECKPOINT) < 0) {
            return ready;
        }
        List<Start> all = ReshardPlanner.plan(tracker, false);
        if (all.size() > ready.size()) {
            LOG.warn(
                    "Reading {} without the checkpoint that keeps each key's changes in order, as"
                            + " this job has run for {} without any: enable checkpoints",
                    all.stream().map(Start::shard).toList(),
                    without);
        }
        return all;
    }

    private void count(boolean backlog) {
        long now = nanoTime.getAsLong();
        if (!backlog) {
            without = without.plusNanos(now - lastLook);
        }
        lastLook = now;
    }

    private Duration waited() {
        return Duration.ofNanos(nanoTime.getAsLong() - since);
    }

    private void warn(ShardTracker tracker) {
        boolean waited = waits;
        waits =
                tracker.reshards().values().stream()
                        .anyMatch(reshard -> !reshard.waiting().isEmpty());
        if (waits && !waited) {
            since = nanoTime.getAsLong();
            nextWarning = since + WARNING_INTERVAL.toNanos();
        } else if (waits && nanoTime.getAsLong() - nextWarning >= 0) {
            nextWarning = nanoTime.getAsLong() + WARNING_INTERVAL.toNanos();
            tracker.reshards().values().stream()
                    .filter(reshard -> !reshard.waiting().isEmpty())
                    .forEach(this::warn);
        }
    }

    private void warn(Reshard reshard) {
        SortedSet<String> sources = new TreeSet<>(reshard.journal().participants());
        sources.removeAll(reshard.ends().keySet());
        LOG.warn(
                "Keyspace {}: the shards {} have waited for {} for {}",
                reshard.journal().keyspace(),
                reshard.waiting(),
                waited(),
                sources.isEmpty()
                        ? "a reader, or a complete checkpoint: check that checkpoints are enabled"
                                + " and complete, or take a savepoint"
                        : "the end of " + sources + " at " + reshard.journal());
    }
}
