// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.nio.charset.StandardCharsets;
import org.apache.flink.annotation.Internal;

/** Reads numbers from digits in bytes. */
@Internal
public final class AsciiNumbers {

    /** So many digits always fit a long. */
    public static final int ALWAYS_FIT = 18;

    /** What {@link #digits} cannot read. */
    public static final long NOT_READ = -1;

    private static final DigitPattern DIGITS = DigitPattern.of("00000000");
    private static final long EIGHT_DIGITS = 100_000_000;
    private static final long[] POWERS_OF_TEN = new long[ALWAYS_FIT + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
        }
    }

    private AsciiNumbers() {}

    /** Ten to the power of up to 18. */
    public static long powerOfTen(int exponent) {
        return POWERS_OF_TEN[exponent];
    }

    /**
     * Reads up to 18 digits and nothing else, eight at once. It is no refusal if it cannot.
     *
     * @return {@link #NOT_READ} if there are other characters, no or more digits, or fewer than
     *     eight bytes in the buffer up to the first eight digits' end
     */
    public static long digits(byte[] buffer, int start, int end) {
        int count = end - start;
        if (count < 1 || count > ALWAYS_FIT) {
            return NOT_READ;
        }
        // Those that are not eight come first.
        int next = (count - 1 & 7) + 1;
        int position = start + next;
        if (position < Long.BYTES) {
            return NOT_READ;
        }
        long value = 0;
        for (; position <= end; position += Long.BYTES) {
            long digits = DIGITS.lastDigits(buffer, position, next);
            if (digits == DigitPattern.NO_MATCH) {
                return NOT_READ;
            }
            value = value * EIGHT_DIGITS + DigitPattern.number(digits);
            next = Long.BYTES;
        }
        return value;
    }

    /**
     * Reads an integer.
     *
     * @throws IllegalArgumentException if it is none, or beyond the bounds
     */
    public static long integer(byte[] buffer, int start, int length, long min, long max) {
        boolean negative = length > 0 && buffer[start] == '-';
        long value = digits(buffer, negative ? start + 1 : start, start + length);
        if (value == NOT_READ) {
            return anyInteger(buffer, start, length, min, max);
        }
        value = negative ? -value : value;
        if (value < min || value > max) {
            throw beyond(min, max);
        }
        return value;
    }

    private static long anyInteger(byte[] buffer, int start, int length, long min, long max) {
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
            throw beyond(min, max);
        }
        return value;
    }

    private static IllegalArgumentException beyond(long min, long max) {
        return new IllegalArgumentException("it is not from " + min + " to " + max);
    }

    /** Reads any long. */
    public static long integer(byte[] buffer, int start, int length) {
        return integer(buffer, start, length, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public static int digit(byte character, String otherwise) {
        int digit = character - '0';
        if (digit < 0 || digit > 9) {
            throw new IllegalArgumentException(otherwise);
        }
        return digit;
    }

    public static String ascii(byte[] buffer, int start, int length) {
        return new String(buffer, start, length, StandardCharsets.US_ASCII);
    }
}
