// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final RetryPolicy POLICY = RetryPolicy.of(40, Duration.ofMillis(500));

    private final Backoff backoff = new Backoff(POLICY, new Random(1));

    @Test
    void pausesDoubleUpToTheLongestWithJitter() {
        long doubled = POLICY.firstPause().toNanos();
        for (int attempt = 0; attempt < 40; attempt++) {
            long bound = Math.min(doubled, POLICY.longestPause().toNanos());
            assertThat(backoff.nextPauseNanos())
                    .as("attempt %d", attempt)
                    .isBetween(bound / 2, bound);
            doubled = Math.min(doubled * 2, Duration.ofDays(1).toNanos());
        }
    }

    @Test
    void attemptsEndUnlessThereIsProgress() {
        for (int attempt = 0; attempt < 40; attempt++) {
            assertThat(backoff.exhausted()).isFalse();
            backoff.nextPauseNanos();
        }
        assertThat(backoff.exhausted()).isTrue();

        backoff.reset();
        assertThat(backoff.exhausted()).isFalse();
        assertThat(backoff.attempts()).isZero();
    }

    @Test
    void aStreamThatLivesForLongStartsTheCountAgain() {
        long healthy = Backoff.HEALTHY.toNanos();
        for (int round = 0; round < 100; round++) {
            backoff.nextPauseNanos();
            assertThat(backoff.answered(round)).as("at the first answer").isFalse();
            assertThat(backoff.answered(round + healthy - 1)).as("too early").isFalse();
            assertThat(backoff.attempts()).isEqualTo(1);

            assertThat(backoff.answered(round + healthy)).isTrue();
            assertThat(backoff.attempts()).isZero();
            assertThat(backoff.answered(round + 2 * healthy)).as("nothing to forget").isFalse();
        }
    }

    @Test
    void theTimesOfSeveralStreamsDoNotAddUp() {
        long almost = Backoff.HEALTHY.toNanos() - 1;
        for (int attempt = 0; attempt < 40; attempt++) {
            long opened = attempt * almost;
            assertThat(backoff.exhausted()).isFalse();
            backoff.nextPauseNanos();
            assertThat(backoff.answered(opened)).isFalse();
            assertThat(backoff.answered(opened + almost)).isFalse();
        }
        assertThat(backoff.exhausted()).isTrue();
    }

    @Test
    void aStreamThatDoesNotAnswerIsNotHealthyHoweverLongItTakes() {
        backoff.nextPauseNanos();
        assertThat(backoff.answered(Backoff.HEALTHY.toNanos() * 5)).isFalse();
        assertThat(backoff.attempts()).isEqualTo(1);
    }
}
