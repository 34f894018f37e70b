// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.network;

import java.time.Duration;

/**
 * How a network behaves.
 *
 * @param delay how long it holds back what comes
 * @param bytesPerSecond what it passes on in a second
 * @param piece how many bytes it passes on at once
 * @param cutAfter after how many bytes from the server it resets a connection
 */
record Network(Duration delay, long bytesPerSecond, int piece, long cutAfter) {

    /** Bytes that are passed on as they come, up to this number. */
    static final int WHOLE = 1 << 18;

    static final Network PERFECT =
            new Network(Duration.ZERO, Long.MAX_VALUE, WHOLE, Long.MAX_VALUE);

    /** How long so many bytes take. */
    Duration time(int bytes) {
        return bytesPerSecond == Long.MAX_VALUE
                ? delay
                : delay.plusNanos(bytes * 1_000_000_000L / bytesPerSecond);
    }

    /** How many bytes may be read at once. */
    int most() {
        long tenthOfASecond = Math.max(1, bytesPerSecond / 10);
        return (int) Math.min(Math.min(piece, WHOLE), tenthOfASecond);
    }
}
