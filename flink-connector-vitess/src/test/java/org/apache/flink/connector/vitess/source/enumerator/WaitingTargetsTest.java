// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a target waits for a checkpoint. */
class WaitingTargetsTest {

    private static final ReshardScenario MERGE = ReshardScenario.of("-80,80-", "0");

    private long now = Duration.ofDays(-1).toNanos();
    private final WaitingTargets waiting = new WaitingTargets(() -> now);
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
    void withoutAnyCheckpointTargetsStartAfterTenMinutes() {
        assertThat(waiting.plan(tracker)).isEmpty();
        pass(Duration.ofMinutes(10).minusNanos(1));
        assertThat(waiting.plan(tracker)).isEmpty();

        pass(Duration.ofNanos(1));
        assertThat(waiting.plan(tracker)).hasSize(1);
    }

    @Test
    void whereCheckpointsAreMadeTargetsWaitForOne() {
        assertThat(waiting.plan(tracker)).isEmpty();
        waiting.checkpointed();
        pass(Duration.ofDays(1));
        assertThat(waiting.plan(tracker)).isEmpty();

        assertThat(waiting.plan(tracker.stored(tracker))).hasSize(1);
    }

    @Test
    void theWaitOfEachReshardBeginsAnew() {
        waiting.plan(tracker);
        pass(Duration.ofMinutes(9));
        waiting.plan(tracker.started(MERGE.firstJournal(), "0"));
        pass(Duration.ofMinutes(9));

        assertThat(waiting.plan(tracker)).isEmpty();
        pass(Duration.ofMinutes(10));
        assertThat(waiting.plan(tracker)).hasSize(1);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
