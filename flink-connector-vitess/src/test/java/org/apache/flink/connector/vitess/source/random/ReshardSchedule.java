// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.List;
import java.util.Random;

/** When a run reshards: as often as planned, where the source has to be able to follow. */
final class ReshardSchedule {

    /** Ends a run in which the source stays on the old shards: the traffic is not reversed. */
    static final String HELD_BACK = "A switch is held back until copies end";

    /** How the source refuses to continue copies that are at different places as one. */
    private static final String REFUSED_JOIN =
            "Shards .* of keyspace '.*' were merged into .* while table '.*' was being copied, and"
                    + " have come to different places: .*";

    private final Plan plan;
    private final Resharder resharder;
    private final Progress progress;
    private final Random random;
    private final Counts counts;
    private final Steps steps;
    private int left;

    /** How many units after a switch the job fails; negative if it does not. */
    private int unitsToFault = -1;

    ReshardSchedule(
            Plan plan,
            Resharder resharder,
            Progress progress,
            Random random,
            Counts counts,
            Steps steps) {
        this.plan = plan;
        this.resharder = resharder;
        this.progress = progress;
        this.random = random;
        this.counts = counts;
        this.steps = steps;
        this.left = plan.reshards();
    }

    boolean isDone() {
        return left == 0;
    }

    void end() {
        left = 0;
    }

    /** Whether the job fails at this unit: what a failure soon after a switch can break is much. */
    boolean failsNow() {
        return unitsToFault-- == 0;
    }

    /** There is no occasion for one of the reshards that are left. */
    void skip() {
        left = Math.max(0, left - 1);
    }

    /**
     * Begins a Reshard or switches its traffic, and completes another. False if none can be begun.
     *
     * @param discovering whether the job is still to discover the shards
     * @param jobDown whether it is down
     */
    boolean next(boolean discovering, boolean jobDown) {
        List<String> deleted = resharder.complete();
        if (!deleted.isEmpty()) {
            counts.completedReshards++;
            steps.add("deleted " + deleted);
        }
        boolean begun = resharder.hasBegun();
        if (left == 0 || !mayReshard(discovering) || !resharder.begin(mayJoin(discovering))) {
            return false;
        }
        if (begun || random.nextBoolean()) {
            left--;
            unitsToFault = random.nextInt(20) - 10;
            Resharder.Switch reshard = resharder.switchTraffic();
            counts.count(reshard, jobDown);
            steps.add(reshard + (jobDown ? " while the job is down" : ""));
        }
        return true;
    }

    /** A job that has just discovered the shards may miss their journals, and then reports it. */
    private boolean mayReshard(boolean discovering) {
        return discovering
                || (plan.latest() || progress.stored().isPositioned()) && mayReshardAgain();
    }

    /** Which columns a shard had cannot be learned once its keys have moved more than once. */
    private boolean mayReshardAgain() {
        return left == plan.reshards() || progress.stored().knowsColumns();
    }

    private boolean mayJoin(boolean discovering) {
        return plan.joinsEarly() || discovering || progress.stored().isCopied(plan.tableNames());
    }

    /** Whether the source failed as it may when shards are joined while tables are copied. */
    boolean isRefusedJoin(Throwable failure) {
        return plan.joinsEarly()
                && plan.reshards() > 0
                && failure instanceof IllegalStateException
                && (HELD_BACK.equals(failure.getMessage())
                        || failure.getMessage().matches(REFUSED_JOIN));
    }
}
