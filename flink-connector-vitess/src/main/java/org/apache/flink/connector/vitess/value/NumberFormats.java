// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.annotation.Internal;

/** Numbers and times as text, as MySQL prints them. */
@Internal
public final class NumberFormats {

    private NumberFormats() {}

    /** Text that is the same in the copy and in the log, in ASCII. */
    public static void ascii(byte[] buffer, int start, int length, TextBuffer out) {
        out.append(buffer, start, length);
    }

    /** Integers and decimals. */
    public static TextFormat decimal(ColumnType type) {
        int width = type.zerofill() ? width(type) : 0;
        return (buffer, start, length, out) -> decimal(buffer, start, length, width, out);
    }

    /** A number inside of JSON, where a zero may have a sign. */
    static void signedDecimal(byte[] buffer, int start, int length, TextBuffer out) {
        boolean negative = length > 0 && buffer[start] == '-';
        int first = negative ? start + 1 : start;
        check(buffer, first, start + length);
        if (negative) {
            out.append('-');
        }
        unsigned(buffer, first, start + length, 0, out);
    }

    /** The characters that ZEROFILL fills up. */
    private static int width(ColumnType type) {
        boolean point = type.kind() == ColumnKind.DECIMAL && type.scale() > 0;
        return type.length() + (point ? 1 : 0);
    }

    private static void decimal(byte[] buffer, int start, int length, int width, TextBuffer out) {
        boolean negative = length > 0 && buffer[start] == '-';
        int first = negative ? start + 1 : start;
        boolean zero = check(buffer, first, start + length);
        if (negative && !zero) {
            out.append('-');
        }
        unsigned(buffer, first, start + length, width, out);
    }

    /** Writes exactly one digit before the point, or more if the number or the width needs them. */
    private static void unsigned(byte[] buffer, int start, int end, int width, TextBuffer out) {
        int first = start;
        while (first < end && buffer[first] == '0') {
            first++;
        }
        boolean bare = first == end || buffer[first] == '.';
        out.repeat('0', Math.max(width - (end - first), bare ? 1 : 0));
        out.append(buffer, first, end - first);
    }

    /** Whether it is zero; refuses what is no decimal number. */
    private static boolean check(byte[] buffer, int start, int end) {
        boolean zero = true;
        boolean any = false;
        boolean point = false;
        for (int i = start; i < end; i++) {
            if (buffer[i] == '.' && !point) {
                point = true;
                continue;
            }
            zero &= AsciiNumbers.digit(buffer[i], "it is no decimal number") == 0;
            any = true;
        }
        if (!any) {
            throw new IllegalArgumentException("it is no decimal number");
        }
        return zero;
    }
}
