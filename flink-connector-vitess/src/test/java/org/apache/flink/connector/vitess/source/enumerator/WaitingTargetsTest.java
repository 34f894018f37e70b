// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a target waits for a checkpoint. */
class WaitingTargetsTest {

    private static final ReshardScenario MERGE = ReshardScenario.of("-80,80-", "0");

    private long now = Duration.ofDays(-1).toNanos();
    private WaitingTargets waiting = new WaitingTargets(() -> now, false);
    private ShardTracker tracker = ShardTracker.empty();

    @BeforeEach
    void twoReadersHaveEnded() {
        for (String shard : MERGE.firstJournal().participants()) {
            tracker =
                    tracker.ended(
                            MERGE.firstJournal(),
                            shard,
                            MERGE.first(shard).position(),
                            shard.equals("-80") ? 0 : 1);
        }
    }

    @Test
    void inAJobWithoutAnyCheckpointTargetsStartAfterAnHour() {
        assertThat(plan()).isEmpty();
        pass(Duration.ofHours(1).minusNanos(1));
        assertThat(plan()).isEmpty();

        pass(Duration.ofNanos(1));
        assertThat(plan()).hasSize(1);
    }

    /** The hour is that of the job: one that has run for long makes no checkpoints. */
    @Test
    void aJobThatHasRunForAnHourWithoutCheckpointStartsTargetsAtOnce() {
        pass(Duration.ofHours(1));
        assertThat(plan()).hasSize(1);
    }

    @Test
    void whereCheckpointsAreMadeTargetsWaitForOne() {
        assertThat(plan()).isEmpty();
        waiting.checkpointed();
        pass(Duration.ofDays(1));
        assertThat(plan()).isEmpty();

        assertThat(waiting.plan(tracker.stored(tracker), false)).hasSize(1);
    }

    @Test
    void inARestoredJobTargetsWaitForACheckpointThoughNoneHasBegunYet() {
        waiting = new WaitingTargets(() -> now, true);
        assertThat(plan()).isEmpty();
        pass(Duration.ofDays(1));
        assertThat(plan()).isEmpty();

        assertThat(waiting.plan(tracker.stored(tracker), false)).hasSize(1);
    }

    /** Flink's interval-during-backlog may switch checkpoints off for so long. */
    @Test
    void theTimeOfTheCopyDoesNotCount() {
        for (int minute = 0; minute < 600; minute++) {
            assertThat(waiting.plan(tracker, true)).as("minute %d", minute).isEmpty();
            pass(Duration.ofMinutes(1));
        }
        assertThat(waiting.plan(tracker, true)).isEmpty();
        assertThat(plan()).isEmpty();

        pass(Duration.ofHours(1));
        assertThat(plan()).hasSize(1);
    }

    private List<Start> plan() {
        return waiting.plan(tracker, false);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
