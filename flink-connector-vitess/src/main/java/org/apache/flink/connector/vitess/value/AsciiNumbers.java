// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.nio.charset.StandardCharsets;

/** Reads numbers from digits in bytes. */
final class AsciiNumbers {

    /** So many digits always fit a long. */
    private static final int ALWAYS_FIT = 18;

    private AsciiNumbers() {}

    /**
     * Reads an integer.
     *
     * @throws IllegalArgumentException if it is none, or beyond the bounds
     */
    static long integer(byte[] buffer, int start, int length, long min, long max) {
        boolean negative = length > 0 && buffer[start] == '-';
        int first = negative ? start + 1 : start;
        int end = start + length;
        if (first == end) {
            throw new IllegalArgumentException("it is no integer");
        }
        // Negative, because the least long has no positive counterpart.
        long value = 0;
        boolean overflow = false;
        for (int i = first; i < end; i++) {
            int digit = digit(buffer[i], "it is no integer");
            overflow |= i - first >= ALWAYS_FIT && value < (Long.MIN_VALUE + digit) / 10;
            value = value * 10 - digit;
        }
        overflow |= !negative && value == Long.MIN_VALUE;
        value = negative ? value : -value;
        if (overflow || value < min || value > max) {
            throw new IllegalArgumentException("it is not from " + min + " to " + max);
        }
        return value;
    }

    /** Reads any long. */
    static long integer(byte[] buffer, int start, int length) {
        return integer(buffer, start, length, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static int digit(byte character, String otherwise) {
        int digit = character - '0';
        if (digit < 0 || digit > 9) {
            throw new IllegalArgumentException(otherwise);
        }
        return digit;
    }

    static String ascii(byte[] buffer, int start, int length) {
        return new String(buffer, start, length, StandardCharsets.US_ASCII);
    }
}
