// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The form of eight characters that are read at once, as one long: each is a digit, or one certain
 * character.
 *
 * @param characters the characters, the first one in the lowest byte; a zero for a digit
 * @param sixes at each digit a 6, which carries into the high bits of its byte if added to more
 *     than 9
 * @param fixed the bits that are zero in all that has this form, once the characters are taken away
 */
record DigitPattern(long characters, long sixes, long fixed) {

    /** Characters of another form. No digits are negative together. */
    static final long NO_MATCH = -1;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The form of a text, in which each 0 stands for any digit. */
    static DigitPattern of(String text) {
        long sixes = 0;
        long fixed = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            boolean digit = text.charAt(i) == '0';
            sixes |= (digit ? 0x06L : 0) << i * Byte.SIZE;
            fixed |= (digit ? 0xF0L : 0xFFL) << i * Byte.SIZE;
        }
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return new DigitPattern((long) LONGS.get(ascii, 0), sixes, fixed);
    }

    /**
     * Reads eight characters.
     *
     * @return each digit in its byte, zeros in the others; or {@link #NO_MATCH}
     */
    long digits(byte[] buffer, int start) {
        return checked((long) LONGS.get(buffer, start) ^ characters);
    }

    /** Reads fewer characters, the last ones of the form. Eight bytes have to be before the end. */
    long lastDigits(byte[] buffer, int end, int count) {
        int others = (Long.BYTES - count) * Byte.SIZE;
        long last = (long) LONGS.get(buffer, end - Long.BYTES) ^ characters;
        return checked(last >>> others << others);
    }

    private long checked(long digits) {
        return ((digits + sixes | digits) & fixed) == 0 ? digits : NO_MATCH;
    }

    /** The number of two digits, the first of which is in this byte. */
    static int pair(long digits, int first) {
        long pair = digits >>> first * Byte.SIZE;
        return (int) (pair & 0xF) * 10 + (int) (pair >>> Byte.SIZE & 0xF);
    }

    /** The number of eight digits: each step joins two neighbours. */
    static long number(long digits) {
        long pairs = digits * 10 + (digits >>> 8) & 0x00FF_00FF_00FF_00FFL;
        long fours = pairs * 100 + (pairs >>> 16) & 0x0000_FFFF_0000_FFFFL;
        return fours * 10_000 + (fours >>> 32) & 0x0000_0000_FFFF_FFFFL;
    }
}
