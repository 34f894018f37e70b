// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A floating-point number as its decimal digits: {@code digits * 10^exponent}.
 *
 * <p>The copy has MySQL's text, such as {@code 3.4e38}, the log Go's, such as {@code 3.4E+38}. One
 * object is filled again and again, so that reading a number makes no garbage.
 */
final class FloatDigits {

    private static final String NO_NUMBER = "it is no number";

    /** MySQL prints more digits, before or after the decimal point, with an exponent. */
    private static final int MAX_FIXED = 15;

    /** A FLOAT's digits that MySQL prints. */
    private static final int FLOAT_DIGITS = 6;

    private static final MathContext PRINTED =
            new MathContext(FLOAT_DIGITS, RoundingMode.HALF_EVEN);

    private static final long FLOAT_LIMIT = 1_000_000;

    /** With this exponent and greater ones, no FLOAT is subnormal. */
    private static final int NORMAL_EXPONENT = -37;

    private static final long EXACT_LONG = 1L << 53;

    /** The powers of ten that a double holds exactly. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    private boolean negative;
    private long digits;
    private int exponent;

    /**
     * Reads a number.
     *
     * @throws IllegalArgumentException if it is none, or has more digits than any double prints
     */
    void parse(byte[] buffer, int start, int length) {
        int end = start + length;
        negative = length > 0 && buffer[start] == '-';
        digits = 0;
        exponent = 0;
        boolean any = false;
        boolean point = false;
        int i = negative ? start + 1 : start;
        for (; i < end && (buffer[i] | 0x20) != 'e'; i++) {
            if (buffer[i] == '.' && !point) {
                point = true;
                continue;
            }
            int digit = AsciiNumbers.digit(buffer[i], NO_NUMBER);
            any = true;
            // Zeros after the last digit need no room.
            if (digit == 0 && digits > Long.MAX_VALUE / 100) {
                exponent += point ? 0 : 1;
                continue;
            }
            if (digits > Long.MAX_VALUE / 100) {
                throw new IllegalArgumentException("it has too many digits");
            }
            digits = digits * 10 + digit;
            exponent -= point ? 1 : 0;
        }
        if (!any) {
            throw new IllegalArgumentException(NO_NUMBER);
        }
        if (i < end) {
            exponent += exponent(buffer, i + 1, end);
        }
        dropZeros();
    }

    private static int exponent(byte[] buffer, int start, int end) {
        int first = start < end && buffer[start] == '+' ? start + 1 : start;
        return (int) AsciiNumbers.integer(buffer, first, end - first, -1000, 1000);
    }

    private void dropZeros() {
        if (digits == 0) {
            exponent = 0;
        }
        while (digits != 0 && digits % 10 == 0) {
            digits /= 10;
            exponent++;
        }
    }

    /** Keeps the digits of a FLOAT that MySQL prints. */
    void roundFloat() {
        if (digits != 0 && exponent < NORMAL_EXPONENT) {
            // Such a FLOAT has fewer digits than those that MySQL prints of it.
            setExactly(new BigDecimal((double) toFloat()).abs().round(PRINTED));
        }
        if (digits < FLOAT_LIMIT) {
            return;
        }
        long power = 10;
        int dropped = 1;
        while (digits / power >= FLOAT_LIMIT) {
            power *= 10;
            dropped++;
        }
        long rest = digits % power * 2;
        long kept = digits / power;
        boolean up = rest == power ? isUpFromHalf(kept) : rest > power;
        digits = up ? kept + 1 : kept;
        exponent += dropped;
        dropZeros();
    }

    private void setExactly(BigDecimal value) {
        digits = value.unscaledValue().longValueExact();
        exponent = -value.scale();
        dropZeros();
    }

    /** Half way, the FLOAT itself decides, of which the text shows only the first digits. */
    private boolean isUpFromHalf(long kept) {
        BigDecimal half = BigDecimal.valueOf(digits, -exponent);
        int order = new BigDecimal(half.floatValue()).compareTo(half);
        return order > 0 || order == 0 && kept % 2 == 1;
    }

    float toFloat() {
        // Checked for each of up to six digits with each exponent: no second rounding.
        float value = (float) toDouble();
        if (Float.isInfinite(value)) {
            throw new IllegalArgumentException("it is beyond the range of FLOAT");
        }
        return value;
    }

    double toDouble() {
        double value = digits;
        if (digits > EXACT_LONG || Math.abs(exponent) >= POWERS.length) {
            value = Double.parseDouble(digits + "e" + exponent);
        } else {
            value = exponent < 0 ? value / POWERS[-exponent] : value * POWERS[exponent];
        }
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("it is beyond the range of DOUBLE");
        }
        return negative ? -value : value;
    }

    /** Writes it as MySQL prints a FLOAT or a DOUBLE. */
    void append(TextBuffer out) {
        if (negative) {
            out.append('-');
        }
        String text = Long.toString(digits);
        int point = point(text);
        if (isPrintedWithExponent(point)) {
            appendWithExponent(text, point - 1, out);
        } else if (point <= 0) {
            out.append("0.");
            out.repeat('0', -point);
            out.append(text);
        } else if (exponent >= 0) {
            out.append(text);
            out.repeat('0', exponent);
        } else {
            out.append(text.substring(0, point));
            out.append('.');
            out.append(text.substring(point));
        }
    }

    /** Where the point is, counted from the first digit. */
    private int point(String text) {
        return text.length() + exponent;
    }

    private boolean isPrintedWithExponent(int point) {
        return digits != 0 && (point > MAX_FIXED || point <= -MAX_FIXED);
    }

    /** Whether {@link #append} writes anything but digits and a sign. */
    boolean hasPointOrExponent() {
        return exponent < 0 || isPrintedWithExponent(point(Long.toString(digits)));
    }

    private static void appendWithExponent(String text, int power, TextBuffer out) {
        out.append(text.charAt(0));
        if (text.length() > 1) {
            out.append('.');
            out.append(text.substring(1));
        }
        out.append('e');
        out.append(Integer.toString(power));
    }
}
