// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.Internal;

/**
 * How a broken stream is opened again. Between attempts the pause doubles, with jitter.
 *
 * @param maxRetries attempts after a failure before the job fails; progress starts the count again
 * @param firstPause the pause before the first attempt
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
        if (silence.compareTo(HEARTBEAT_INTERVAL.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "A stream is asked for a heartbeat each "
                            + HEARTBEAT_INTERVAL
                            + ", so it cannot be taken for broken after "
                            + silence);
        }
    }

    /** The given number of attempts, half a second to 30 s apart; broken after 30 s of silence. */
    public static RetryPolicy of(int maxRetries) {
        return new RetryPolicy(
                maxRetries, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(30));
    }
}
