// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.math.BigDecimal;
import org.apache.flink.table.data.DecimalData;

/**
 * Decimals and integers as DECIMAL. A zero may be missing before the point, or stand there without
 * need: the log has {@code .50} and {@code 000000005}.
 */
record DecimalConverter(int precision, int scale) implements ColumnConverter {

    /** So many digits always fit a long. */
    private static final int LONG_DIGITS = 18;

    /** Never the value of 18 digits. */
    private static final long TOO_LONG = Long.MIN_VALUE;

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
        int end = start + length;
        boolean negative = length > 0 && buffer[start] == '-';
        long value = 0;
        int digits = 0;
        int fraction = -1;
        boolean any = false;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            if (buffer[i] == '.' && fraction < 0) {
                fraction = 0;
                continue;
            }
            int digit = AsciiNumbers.digit(buffer[i], "it is no decimal number");
            any = true;
            if (fraction >= scale) {
                refuseUnless(digit == 0, "it has more than %d digits behind the point", scale);
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
                "it has more than %d digits before the point",
                precision - scale);
        if (digits > LONG_DIGITS) {
            return TOO_LONG;
        }
        return negative ? -value : value;
    }

    private static void refuseUnless(boolean fits, String why, int number) {
        if (!fits) {
            throw new IllegalArgumentException(String.format(why, number));
        }
    }
}
