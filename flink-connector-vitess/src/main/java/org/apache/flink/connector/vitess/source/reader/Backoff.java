// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Random;
import org.apache.flink.connector.vitess.config.RetryPolicy;

/** Counts the attempts since the last progress, and says how long to pause before the next. */
final class Backoff {

    private final RetryPolicy policy;
    private final Random jitter;
    private int attempts;

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

    /** Counts an attempt. Returns the pause before it: half to all of the doubled one, in nanos. */
    long nextPauseNanos() {
        long longest = policy.longestPause().toNanos();
        long doubled = policy.firstPause().toNanos() << Math.min(attempts, 30);
        long pause = doubled < 0 ? longest : Math.min(doubled, longest);
        attempts++;
        return pause / 2 + (long) (jitter.nextDouble() * (pause / 2));
    }

    /** Notes progress: the next failure is a first one again. */
    void reset() {
        attempts = 0;
    }
}
