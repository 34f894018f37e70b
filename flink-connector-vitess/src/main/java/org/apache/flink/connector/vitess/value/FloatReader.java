// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.flink.annotation.Internal;

/**
 * Reads the numbers of a FLOAT or DOUBLE column as exactly as MySQL prints them. The copy has only
 * these digits, so the log's are rounded to them. For one thread.
 */
@Internal
public final class FloatReader implements TextFormat {

    private final boolean isFloat;

    /**
     * The digits after the decimal point of {@code FLOAT(M,D)} and {@code DOUBLE(M,D)}, else -1.
     */
    private final int decimals;

    private final FloatDigits digits = new FloatDigits();

    public FloatReader(ColumnType type) {
        this.isFloat = type.kind() == ColumnKind.FLOAT;
        this.decimals = type.scale();
    }

    public float toFloat(byte[] buffer, int start, int length) {
        return decimals == ColumnType.NONE
                ? digits(buffer, start, length).toFloat()
                : fixed(buffer, start, length).floatValue();
    }

    public double toDouble(byte[] buffer, int start, int length) {
        return decimals == ColumnType.NONE
                ? digits(buffer, start, length).toDouble()
                : fixed(buffer, start, length).doubleValue();
    }

    @Override
    public void append(byte[] buffer, int start, int length, TextBuffer out) {
        if (decimals == ColumnType.NONE) {
            digits(buffer, start, length).append(out);
        } else {
            out.append(fixed(buffer, start, length).toPlainString());
        }
    }

    /** A FLOAT is printed with six digits, a DOUBLE with all. */
    private FloatDigits digits(byte[] buffer, int start, int length) {
        digits.parse(buffer, start, length);
        if (isFloat) {
            digits.roundFloat();
        }
        return digits;
    }

    private BigDecimal fixed(byte[] buffer, int start, int length) {
        BigDecimal text = new BigDecimal(AsciiNumbers.ascii(buffer, start, length));
        double stored = isFloat ? text.floatValue() : text.doubleValue();
        return new BigDecimal(stored).setScale(decimals, RoundingMode.HALF_EVEN);
    }
}
