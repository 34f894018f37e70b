// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.Internal;

/**
 * How a broken stream is reopened, and an unanswered question to vtgate repeated. The pause between
 * attempts doubles, with jitter.
 *
 * @param maxRetries attempts after a failure before the job fails; progress resets the count, and
 *     so does a stream that lives for 15 minutes
 * @param firstPause the pause before the first attempt; half of it passes between two streams
 * @param longestPause no pause is longer
 * @param patience no question is repeated after this time
 * @param silence a stream that sent nothing for this time, not even vtgate's heartbeat, is broken
 */
@Internal
public record RetryPolicy(
        int maxRetries,
        Duration firstPause,
        Duration longestPause,
        Duration patience,
        Duration silence)
        implements Serializable {

    /** How often vtgate is asked to show that it lives while a shard is silent. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(5);

    private static final Duration INTERACTIVE = Duration.ofSeconds(5);

    public RetryPolicy {
        if (maxRetries < 0) {
            throw new IllegalArgumentException("'connect.max-retries' must not be negative");
        }
        if (firstPause.isNegative() || firstPause.isZero()) {
            throw new IllegalArgumentException("'connect.retry-delay' must be positive");
        }
        if (silence.compareTo(HEARTBEAT_INTERVAL.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "A stream is asked for a heartbeat each "
                            + HEARTBEAT_INTERVAL
                            + ", so it cannot be taken for broken after "
                            + silence);
        }
    }

    /** Pauses from the given one to 30 s; broken after 30 s of silence. */
    public static RetryPolicy of(int maxRetries, Duration firstPause) {
        return new RetryPolicy(
                maxRetries,
                firstPause,
                Duration.ofSeconds(30),
                Duration.ofDays(1),
                Duration.ofSeconds(30));
    }

    /** No second attempt. */
    public static RetryPolicy never() {
        return of(0, Duration.ofSeconds(1));
    }

    /** The same for questions whose answer someone waits for. */
    public RetryPolicy interactive() {
        return within(INTERACTIVE);
    }

    /** The same, but no question is repeated after this time. */
    public RetryPolicy within(Duration newPatience) {
        return new RetryPolicy(maxRetries, firstPause, longestPause, newPatience, silence);
    }

    /**
     * The pause before an attempt: half to all of the doubled one.
     *
     * @param attempts how many were made before it
     * @param jitter from 0 to 1
     */
    public Duration pause(int attempts, double jitter) {
        long longest = longestPause.toNanos();
        long doubled = firstPause.toNanos() << Math.min(attempts, 30);
        long pause = doubled < 0 ? longest : Math.min(doubled, longest);
        return Duration.ofNanos(pause / 2 + (long) (jitter * (pause / 2)));
    }

    /**
     * The pause between the stream of one table's copy and the next stream. mysqld takes readers of
     * its log that connect right after one another for the same replica and may end the later one;
     * vtgate then avoids the tablet for 90 s (seen on Vitess 24 with MySQL 9.7).
     */
    public Duration pauseBetweenStreams() {
        return firstPause.dividedBy(2);
    }
}
