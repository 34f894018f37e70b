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
}
