// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

/**
 * Reads the lengths of a row's values, one behind the other, as they are on the wire: zigzag
 * varints, -1 for NULL. Whoever makes one knows how many lengths there are.
 */
final class LengthReader {

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
}
