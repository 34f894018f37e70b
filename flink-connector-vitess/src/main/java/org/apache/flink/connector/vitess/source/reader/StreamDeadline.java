// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Random;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.metrics.ShardMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the stream of a shard is to be reopened, or, while it is open, considered broken. Used by
 * the fetcher thread.
 */
final class StreamDeadline {

    private static final Logger LOG = LoggerFactory.getLogger(StreamDeadline.class);

    private final StreamContext context;
    private final Shard shard;
    private final ShardMetrics metrics;
    private final RetryPolicy policy;
    private final Backoff backoff;
    private long deadline;

    /** A stream that is to be opened at once. */
    StreamDeadline(StreamContext context, Shard shard, ShardMetrics metrics) {
        this.context = context;
        this.shard = shard;
        this.metrics = metrics;
        this.policy = context.config().retry();
        this.backoff = new Backoff(policy, new Random());
        openAtOnce();
    }

    private long now() {
        return context.nanoTime().getAsLong();
    }

    /** Nanoseconds until the deadline; not positive once it has passed. */
    long nanosLeft() {
        return deadline - now();
    }

    /** The stream is to be opened at once. */
    void openAtOnce() {
        deadline = now();
    }

    /** The stream is to be opened after the pause that MySQL needs between two streams. */
    void openAfterPause() {
        deadline = now() + policy.pauseBetweenStreams().toNanos();
    }

    /** The stream is open, and has to send something before it is considered broken. */
    void expectResponse() {
        deadline = now() + policy.silence().toNanos();
    }

    /**
     * vtgate sends heartbeats, so silence means that the connection is dead.
     *
     * @throws VitessException if nothing was sent for too long
     */
    void requireAlive() {
        if (nanosLeft() <= 0) {
            throw context.client().silent(shard, policy.silence());
        }
    }

    /** Something was sent. A stream that lives for long resets the count of attempts. */
    void answered() {
        expectResponse();
        if (backoff.answered(now())) {
            metrics.healthy();
        }
    }

    /** The position moved: the next failure is a first one. */
    void progressed() {
        backoff.reset();
    }

    /** The stream is reopened without a failure. */
    void opensAgain() {
        metrics.retried(backoff.attempts());
    }

    /**
     * The stream is to be reopened after a failure, and a growing pause.
     *
     * @throws VitessException the failure, if it is one for good, or one too many
     */
    void openAfter(VitessException failure) {
        if (!failure.retryable() || backoff.exhausted()) {
            throw failure;
        }
        long pause = backoff.nextPauseNanos();
        metrics.retried(backoff.attempts());
        LOG.warn(
                "Shard {}: retry {} of {} in {} ms: {}",
                shard,
                backoff.attempts(),
                policy.maxRetries(),
                pause / 1_000_000,
                failure.getMessage());
        deadline = now() + pause;
    }
}
