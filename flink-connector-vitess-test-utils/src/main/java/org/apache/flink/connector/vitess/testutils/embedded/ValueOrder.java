// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;

/** How MySQL orders the values of a key column. Values are MySQL's text bytes, never null. */
final class ValueOrder {
    /** Numbers by value. */
    static final Comparator<byte[]> NUMERIC =
            Comparator.comparing(
                    value -> new BigDecimal(new String(value, StandardCharsets.US_ASCII)));

    /** Bytes as unsigned numbers: binary columns, dates and times. */
    static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

    /** Bytes as unsigned numbers, the shorter text filled up with blanks. */
    static final Comparator<byte[]> PADDED_BYTES = (left, right) -> padded(left, right, b -> b);

    /** ASCII in upper case, the shorter text filled up with blanks. */
    static final Comparator<byte[]> IGNORING_CASE =
            (left, right) -> padded(left, right, ValueOrder::upperCase);

    /** As {@link #IGNORING_CASE}, but for what MySQL does to brackets and the tilde. */
    static final Comparator<byte[]> GBK_IGNORING_CASE =
            (left, right) -> padded(left, right, ValueOrder::gbkWeight);

    /** The default order of the Unicode Collation Algorithm for ASCII, without regard to case. */
    static final Comparator<byte[]> UCA_IGNORING_CASE =
            Comparator.comparing(ValueOrder::ucaWeights, Arrays::compare);

    private static final String UCA_ORDER =
            " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private ValueOrder() {}

    private static int padded(byte[] left, byte[] right, IntUnaryOperator weight) {
        int result = 0;
        for (int i = 0; i < Math.max(left.length, right.length) && result == 0; i++) {
            result =
                    Integer.compare(
                            weight.applyAsInt(byteOrBlank(left, i)),
                            weight.applyAsInt(byteOrBlank(right, i)));
        }
        return result;
    }

    private static int byteOrBlank(byte[] text, int index) {
        return index < text.length ? Byte.toUnsignedInt(text[index]) : ' ';
    }

    private static int upperCase(int character) {
        if (character < ' ' || character > '~') {
            throw new IllegalArgumentException(
                    "EmbeddedVitess orders only printable ASCII by a _ci collation, not the byte "
                            + character);
        }
        return Character.toUpperCase(character);
    }

    private static int gbkWeight(int character) {
        return switch (character) {
            case ']' -> '[';
            case '[' -> '\\';
            case '\\' -> ']';
            case '~' -> 'Y';
            default -> upperCase(character);
        };
    }

    private static int[] ucaWeights(byte[] text) {
        int[] weights = new int[text.length];
        for (int i = 0; i < text.length; i++) {
            weights[i] = UCA_ORDER.indexOf(upperCase(Byte.toUnsignedInt(text[i])));
        }
        return weights;
    }
}
