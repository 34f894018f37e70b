// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.flink.annotation.Internal;

/** Checks text in UTF-8. */
@Internal
public final class Utf8 {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /**
     * Refuses what is no UTF-8: bytes astray, overlong forms, surrogates, and what is beyond
     * Unicode.
     */
    public static void check(byte[] buffer, int start, int length) {
        int end = start + length;
        int i = start;
        while (i < end) {
            long others = eight(buffer, i, end) & HIGH_BITS;
            if (others == 0) {
                i += Long.BYTES;
            } else {
                i += Long.numberOfTrailingZeros(others) / Byte.SIZE;
                i += checkPoint(buffer, i, end);
            }
        }
    }

    /** The next eight bytes, the first one lowest, with zeros past the end. */
    private static long eight(byte[] buffer, int i, int end) {
        if (end - i >= Long.BYTES) {
            return (long) LONGS.get(buffer, i);
        }
        if (end >= Long.BYTES) {
            int before = i - (end - Long.BYTES);
            return (long) LONGS.get(buffer, end - Long.BYTES) >>> before * Byte.SIZE;
        }
        long eight = 0;
        for (int k = end - 1; k >= i; k--) {
            eight = eight << Byte.SIZE | buffer[k] & 0xFF;
        }
        return eight;
    }

    /** Checks a code point of several bytes, and returns how many. */
    private static int checkPoint(byte[] buffer, int i, int end) {
        int first = buffer[i] & 0xFF;
        int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        boolean good = first >= 0xC2 && first <= 0xF4 && size <= end - i;
        for (int k = 1; good && k < size; k++) {
            good = (buffer[i + k] & 0xC0) == 0x80;
        }
        if (good) {
            int second = buffer[i + 1] & 0xFF;
            good =
                    switch (first) {
                        case 0xE0 -> second >= 0xA0;
                        case 0xED -> second < 0xA0;
                        case 0xF0 -> second >= 0x90;
                        case 0xF4 -> second < 0x90;
                        default -> true;
                    };
        }
        if (!good) {
            throw new IllegalArgumentException("its bytes are no text in utf8mb4");
        }
        return size;
    }

    /** Refuses a text of more characters. */
    public static void checkLength(byte[] buffer, int start, int length, int maxCharacters) {
        // Bytes are never fewer than characters.
        if (length <= maxCharacters) {
            return;
        }
        int characters = 0;
        for (int i = start; i < start + length; i++) {
            characters += (buffer[i] & 0xC0) == 0x80 ? 0 : 1;
        }
        if (characters > maxCharacters) {
            throw new IllegalArgumentException(
                    "it has " + characters + " characters, which are more than " + maxCharacters);
        }
    }
}
