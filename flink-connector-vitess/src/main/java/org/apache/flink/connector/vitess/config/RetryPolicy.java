// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.Internal;

/**
 * How a broken stream is opened again. Between attempts the pause doubles, with jitter.
 *
 * @param maxRetries attempts after a failure before the job fails; progress starts the count again,
 *     and so does a stream that lives for 15 minutes
 * @param firstPause the pause before the first attempt; half of it passes between two streams
 * @param longestPause no pause is longer
 * @param silence a stream that sent nothing for so long, not even vtgate's heartbeat, is broken
 */
@Internal
public record RetryPolicy(
        int maxRetries, Duration firstPause, Duration longestPause, Duration silence)
        implements Serializable {

    /** How often vtgate is asked to show that it lives while a shard is silent. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(5);

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
                maxRetries, firstPause, Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    /**
     * The pause between the stream of one table's copy and the next stream. mysqld takes readers of
     * its log that come at once behind each other for the same replica and may end the later one;
     * vtgate then avoids the tablet for 90 s (seen on Vitess 24 with MySQL 9.7).
     */
    public Duration pauseBetweenStreams() {
        return firstPause.dividedBy(2);
    }
}
