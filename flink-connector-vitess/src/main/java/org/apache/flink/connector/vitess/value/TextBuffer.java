// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.annotation.Internal;

/** A text in UTF-8 that grows, and is used again and again. */
@Internal
public final class TextBuffer {

    private byte[] bytes = new byte[64];
    private int size;

    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return size;
    }

    /** Keeps only the first bytes. */
    public void truncate(int newSize) {
        size = newSize;
    }

    void append(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
    }

    void append(byte[] buffer, int start, int length) {
        reserve(length);
        System.arraycopy(buffer, start, bytes, size, length);
        size += length;
    }

    /** Appends a text of ASCII characters. */
    void append(String ascii) {
        reserve(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[size++] = (byte) ascii.charAt(i);
        }
    }

    void repeat(char ascii, int times) {
        for (int i = 0; i < times; i++) {
            append(ascii);
        }
    }

    /** Appends a code point, which is no surrogate. */
    void appendCodePoint(int point) {
        reserve(4);
        if (point < 0x80) {
            bytes[size++] = (byte) point;
        } else if (point < 0x800) {
            bytes[size++] = (byte) (0xC0 | point >> 6);
            bytes[size++] = continuation(point);
        } else if (point < 0x10000) {
            bytes[size++] = (byte) (0xE0 | point >> 12);
            bytes[size++] = continuation(point >> 6);
            bytes[size++] = continuation(point);
        } else {
            bytes[size++] = (byte) (0xF0 | point >> 18);
            bytes[size++] = continuation(point >> 12);
            bytes[size++] = continuation(point >> 6);
            bytes[size++] = continuation(point);
        }
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | bits & 0x3F);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), size + (size >> 1)));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }
}
