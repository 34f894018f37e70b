// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Duration;
import java.util.Random;
import org.apache.flink.connector.vitess.config.RetryPolicy;

/**
 * Counts the attempts since the last progress, and determines the pause before the next. A stream
 * that has lived for long enough is progress too: the shard may just have no transactions.
 */
final class Backoff {

    /**
     * How long a stream has to live. While vtgate finds no tablet or only a throttled one, it sends
     * heartbeats as well, for up to 10 minutes before it gives up.
     */
    static final Duration HEALTHY = Duration.ofMinutes(15);

    private final RetryPolicy policy;
    private final Random jitter;
    private int attempts;

    /** Whether the stream has answered since the last attempt, and when it did so first. */
    private boolean answered;

    private long firstAnswer;

    Backoff(RetryPolicy policy, Random jitter) {
        this.policy = policy;
        this.jitter = jitter;
    }

    /** Whether the policy allows no more attempts. */
    boolean exhausted() {
        return attempts >= policy.maxRetries();
    }

    /** The attempts since the last progress. */
    int attempts() {
        return attempts;
    }

    /** Counts an attempt. Returns the pause before it, in nanos. */
    long nextPauseNanos() {
        answered = false;
        return policy.pause(attempts++, jitter.nextDouble()).toNanos();
    }

    /**
     * Notes that the stream lives. Returns whether it has for long enough, after a failure before,
     * to start the count again.
     */
    boolean answered(long nanoTime) {
        if (!answered) {
            answered = true;
            firstAnswer = nanoTime;
        }
        if (attempts == 0 || nanoTime - firstAnswer < HEALTHY.toNanos()) {
            return false;
        }
        reset();
        return true;
    }

    /** Notes progress: the next failure is a first one again. */
    void reset() {
        attempts = 0;
    }
}
