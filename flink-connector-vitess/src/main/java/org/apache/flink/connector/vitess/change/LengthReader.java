// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the lengths of a row's values, one after the other, as they are on the wire: zigzag
 * varints, -1 for NULL. The caller knows how many lengths there are.
 */
final class LengthReader {

    /** No {@link #nextEight}. */
    static final int NOT_EIGHT = -1;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The bits of eight bytes: the one that says that a number continues, and that of the sign. */
    private static final long GOES_ON = 0x8080808080808080L;

    private static final long NEGATIVE = 0x0101010101010101L;

    /** The bits of a byte that are neither. */
    private static final long MAGNITUDE = 0x7E;

    private static final long HALVES = 0x3F3F3F3F3F3F3F3FL;
    private static final long EVERY_OTHER_BYTE = 0x00FF00FF00FF00FFL;
    private static final long SUM_OF_FOUR = 0x0001000100010001L;

    private final byte[] buffer;
    private int position;

    LengthReader(byte[] buffer, int position) {
        this.buffer = buffer;
        this.position = position;
    }

    /** Where the next length begins. */
    int position() {
        return position;
    }

    /**
     * The next length.
     *
     * @throws IllegalArgumentException if it is no number of 64 bits
     */
    long next() {
        int first = buffer[position++];
        return decoded(first >= 0 ? first : longer(first & 0x7F));
    }

    private long longer(long value) {
        for (int shift = 7; shift < Long.SIZE; shift += 7) {
            byte next = buffer[position++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("A length of more than 64 bits");
    }

    private static long decoded(long zigzag) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    /**
     * How many bytes a value of this length takes, once it is known to be an int: NULL has none.
     */
    static int bytes(long length) {
        return Math.max((int) length, 0);
    }

    /**
     * Moves past eight lengths at once, if all of them are a byte, as those of values below 64
     * bytes are. NULL halves to 0, as a value of no bytes does; other negative lengths are odd too.
     *
     * @return how many bytes the eight values take, or {@link #NOT_EIGHT} if it did not move
     */
    int nextEight() {
        if (position > buffer.length - Long.BYTES) {
            return NOT_EIGHT;
        }
        long eight = (long) LONGS.get(buffer, position);
        if ((eight & (GOES_ON | (eight & NEGATIVE) * MAGNITUDE)) != 0) {
            return NOT_EIGHT;
        }
        position += Long.BYTES;
        long halves = eight >>> 1 & HALVES;
        long pairs = (halves & EVERY_OTHER_BYTE) + (halves >>> Byte.SIZE & EVERY_OTHER_BYTE);
        return (int) (pairs * SUM_OF_FOUR >>> 3 * Short.SIZE);
    }

    /** Moves past lengths that were validated. Returns how many bytes their values take. */
    int skip(int count) {
        int bytes = 0;
        int left = count;
        while (left > 0) {
            int eight = left < Long.BYTES ? NOT_EIGHT : nextEight();
            bytes += eight == NOT_EIGHT ? bytes(next()) : eight;
            left -= eight == NOT_EIGHT ? 1 : Long.BYTES;
        }
        return bytes;
    }
}
