// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.Labels;
import org.apache.flink.connector.vitess.schema.MySqlType;

/**
 * Undoes what a tablet did to a value because it mistook its column for another one.
 *
 * <p>A tablet splits the bytes of the binary log correctly, as the log has their types, but reads
 * signs, labels and the length of BINARY from the current schema ({@code CellValue} and {@code
 * getValues} of Vitess 24).
 */
@FunctionalInterface
interface ColumnRepair {

    /**
     * The value as the column has it.
     *
     * @param value as the tablet sent it, not NULL
     * @throws IllegalStateException if it cannot be determined; the message says why
     */
    byte[] repair(byte[] value);

    /**
     * What has to be done to the values of a column.
     *
     * @param column the column that holds
     * @param taken the column that the tablet took it for; without a column type if it did not know
     *     one
     * @return empty if nothing has to be done
     */
    static Optional<ColumnRepair> of(Column column, Column taken) {
        if (column.columnType().equalsIgnoreCase(taken.columnType())) {
            return Optional.empty();
        }
        if (Labels.isEnum(column) || Labels.isSet(column)) {
            return Labels.isEnum(column) == Labels.isEnum(taken)
                            && Labels.isSet(column) == Labels.isSet(taken)
                    ? relabel(Labels.of(column), Labels.of(taken), Labels.isSet(column))
                    : Optional.of(refuse(column, taken));
        }
        if (Labels.isEnum(taken) || Labels.isSet(taken)) {
            return Optional.of(refuse(column, taken));
        }
        return switch (column.type()) {
            case INT8, INT16, INT24, INT32, INT64, UINT8, UINT16, UINT24, UINT32, UINT64 ->
                    Optional.of(wrap(column.type()));
            case BINARY, CHAR -> ofFixedLength(column, taken);
            default -> Optional.empty();
        };
    }

    private static ColumnRepair refuse(Column column, Column taken) {
        return value -> {
            throw new IllegalStateException(
                    String.format(
                            "the tablet read it as '%s', which is %s now",
                            taken.name(),
                            taken.columnType().isEmpty() ? taken.type() : taken.columnType()));
        };
    }

    /** A label's number is its place among the labels that the tablet used. */
    private static Optional<ColumnRepair> relabel(
            List<String> labels, List<String> taken, boolean isSet) {
        if (labels.equals(taken)) {
            return Optional.empty();
        }
        return Optional.of(
                isSet
                        ? value -> relabelAll(text(value), labels, taken)
                        : value -> bytes(relabel(text(value), labels, taken)));
    }

    private static byte[] relabelAll(String value, List<String> labels, List<String> taken) {
        if (value.isEmpty() && !taken.contains("")) {
            return bytes("");
        }
        List<String> members = new ArrayList<>();
        for (String label : value.split(",", -1)) {
            members.add(relabel(label, labels, taken));
        }
        return bytes(String.join(",", members));
    }

    private static String relabel(String label, List<String> labels, List<String> taken) {
        int index = taken.indexOf(label);
        if (label.isEmpty() && index < 0) {
            // MySQL's label of what was no member.
            return "";
        }
        if (index < 0 || index != taken.lastIndexOf(label) || label.isEmpty()) {
            throw new IllegalStateException(
                    "the tablet sent the label '" + label + "', one of " + taken + " now");
        }
        if (index >= labels.size()) {
            throw new IllegalStateException(
                    "the tablet sent label " + (index + 1) + " of " + labels.size());
        }
        return labels.get(index);
    }

    /**
     * Whichever sign the tablet assumed: a number that does not fit is off by the range of its
     * type.
     */
    private static ColumnRepair wrap(MySqlType type) {
        int bits = bits(type);
        BigInteger range = BigInteger.ONE.shiftLeft(bits);
        boolean unsigned = type.name().startsWith("U");
        BigInteger limit = unsigned ? range : range.shiftRight(1);
        return value -> {
            BigInteger number = new BigInteger(text(value));
            if (unsigned && number.signum() < 0) {
                return bytes(number.add(range).toString());
            }
            return number.compareTo(limit) >= 0 ? bytes(number.subtract(range).toString()) : value;
        };
    }

    private static int bits(MySqlType type) {
        return switch (type) {
            case INT8, UINT8 -> 8;
            case INT16, UINT16 -> 16;
            case INT24, UINT24 -> 24;
            case INT32, UINT32 -> 32;
            case INT64, UINT64 -> 64;
            default -> throw new IllegalArgumentException("Not an integer: " + type);
        };
    }

    /** The log leaves out the zeros at the end of BINARY, and the tablet puts them back. */
    private static Optional<ColumnRepair> ofFixedLength(Column column, Column taken) {
        boolean filled = isBinary(taken);
        if (isBinary(column)) {
            return filled ? Optional.empty() : Optional.of(fill(length(column)));
        }
        return filled
                ? Optional.of(
                        value -> {
                            if (value.length > 0 && value[value.length - 1] == 0) {
                                throw new IllegalStateException(
                                        "the tablet read it as '"
                                                + taken.name()
                                                + "', which is "
                                                + taken.columnType()
                                                + " now, and filled it up with zeros");
                            }
                            return value;
                        })
                : Optional.empty();
    }

    private static boolean isBinary(Column column) {
        return column.columnType().toLowerCase(Locale.ROOT).startsWith("binary");
    }

    private static ColumnRepair fill(int length) {
        return value -> value.length < length ? Arrays.copyOf(value, length) : value;
    }

    private static int length(Column column) {
        Matcher length = Pattern.compile("\\((\\d+)\\)").matcher(column.columnType());
        return length.find() ? Integer.parseInt(length.group(1)) : 1;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
