// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.Internal;

/**
 * The limits of the readers.
 *
 * @param bufferBytes how many bytes of responses one reader may hold, from their arrival until
 *     their rows are emitted
 * @param standstillTimeout how long a shard's stream may make no progress while the shard itself
 *     advances. The stream is then reopened, possibly on another tablet; if it again makes no
 *     progress for as long, the job fails
 * @param logWatermarkDelay how far the source's own watermarks trail the log of each shard; null
 *     for none
 */
@Internal
public record ReaderConfig(long bufferBytes, Duration standstillTimeout, Duration logWatermarkDelay)
        implements Serializable {

    /** Fits a TaskManager of 1 GiB, whose heap is about 150 MiB. */
    public static final long DEFAULT_BUFFER_BYTES = 32 << 20;

    public static final Duration DEFAULT_STANDSTILL_TIMEOUT = Duration.ofMinutes(30);

    private static final long LEAST_BUFFER_BYTES = 1 << 20;

    public ReaderConfig {
        if (bufferBytes < LEAST_BUFFER_BYTES) {
            throw new IllegalArgumentException(
                    "'scan.buffer-size' must be at least 1 mb, not " + bufferBytes + " bytes");
        }
        if (standstillTimeout.isNegative() || standstillTimeout.isZero()) {
            throw new IllegalArgumentException("'scan.standstill-timeout' must be positive");
        }
        if (logWatermarkDelay != null && logWatermarkDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "'scan.source-watermark.delay' (logWatermarks) must not be negative");
        }
    }

    /** Limits for a source without watermarks of its own. */
    public ReaderConfig(long bufferBytes, Duration standstillTimeout) {
        this(bufferBytes, standstillTimeout, null);
    }

    /** The defaults. */
    public static ReaderConfig defaults() {
        return new ReaderConfig(DEFAULT_BUFFER_BYTES, DEFAULT_STANDSTILL_TIMEOUT);
    }

    /** The same with watermarks of the source's own. */
    public ReaderConfig withLogWatermarks(Duration delay) {
        return new ReaderConfig(bufferBytes, standstillTimeout, delay);
    }
}
