// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.math.BigDecimal;
import org.apache.flink.connector.vitess.value.AsciiNumbers;
import org.apache.flink.table.data.DecimalData;

/**
 * Decimals and integers as DECIMAL. A zero may be missing before the point, or be there without
 * need: the log has {@code .50} and {@code 000000005}.
 */
final class DecimalConverter implements ColumnConverter {

    /** Never the value of 18 digits. */
    private static final long TOO_LONG = Long.MIN_VALUE;

    private final int precision;
    private final int scale;

    /** The number of this many digits and one more, if it is a long. */
    private final long limit;

    DecimalConverter(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
        this.limit =
                precision <= AsciiNumbers.ALWAYS_FIT
                        ? AsciiNumbers.powerOfTen(precision)
                        : Long.MAX_VALUE;
    }

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        long unscaled = unscaled(buffer, start, length);
        if (DecimalData.isCompact(precision)) {
            // A compact decimal is stored as its unscaled long.
            row.setLong(field, unscaled);
        } else if (unscaled == TOO_LONG) {
            BigDecimal value = new BigDecimal(AsciiNumbers.ascii(buffer, start, length));
            row.setDecimal(field, value.setScale(scale).unscaledValue());
        } else {
            row.setDecimal(field, unscaled);
        }
    }

    /** The value without its point, or {@link #TOO_LONG}; refuses what this type cannot hold. */
    private long unscaled(byte[] buffer, int start, int length) {
        boolean negative = length > 0 && buffer[start] == '-';
        int first = negative ? start + 1 : start;
        long value = usual(buffer, first, start + length);
        if (value < 0 || value >= limit) {
            value = any(buffer, first, start + length);
        }
        return negative && value != TOO_LONG ? -value : value;
    }

    /** Reads a number that has this type's digits after the decimal point, up to 18 in all. */
    private long usual(byte[] buffer, int start, int end) {
        if (scale == 0) {
            return AsciiNumbers.digits(buffer, start, end);
        }
        int point = end - 1 - scale;
        if (point <= start || end - 1 - start > AsciiNumbers.ALWAYS_FIT || buffer[point] != '.') {
            return AsciiNumbers.NOT_READ;
        }
        long whole = AsciiNumbers.digits(buffer, start, point);
        long fraction = AsciiNumbers.digits(buffer, point + 1, end);
        return whole < 0 || fraction < 0
                ? AsciiNumbers.NOT_READ
                : whole * AsciiNumbers.powerOfTen(scale) + fraction;
    }

    private long any(byte[] buffer, int start, int end) {
        long value = 0;
        int digits = 0;
        int fraction = -1;
        boolean any = false;
        for (int i = start; i < end; i++) {
            if (buffer[i] == '.' && fraction < 0) {
                fraction = 0;
                continue;
            }
            int digit = AsciiNumbers.digit(buffer[i], "it is no decimal number");
            any = true;
            if (fraction >= scale) {
                refuseUnless(
                        digit == 0, "it has more than %d digits after the decimal point", scale);
                continue;
            }
            fraction += fraction < 0 ? 0 : 1;
            digits += digits > 0 || digit > 0 ? 1 : 0;
            value = value * 10 + digit;
        }
        refuseUnless(any, "it is no decimal number", 0);
        for (int i = Math.max(fraction, 0); i < scale; i++) {
            digits += digits > 0 ? 1 : 0;
            value *= 10;
        }
        refuseUnless(
                digits <= precision,
                "it has more than %d digits before the decimal point",
                precision - scale);
        return digits > AsciiNumbers.ALWAYS_FIT ? TOO_LONG : value;
    }

    private static void refuseUnless(boolean fits, String why, int number) {
        if (!fits) {
            throw new IllegalArgumentException(String.format(why, number));
        }
    }
}
