// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlTypes;
import org.apache.flink.connector.vitess.schema.TableSchema;

/** MySQL's order of the values of a key column, where it can be determined from the bytes alone. */
final class KeyOrder {

    /** The {@code _bin} collations that compare bytes, the shorter value filled up with blanks. */
    private static final Set<Integer> PADDED_BYTES = Set.of(46, 47, 65, 83);

    /** {@code utf8mb4_0900_bin} compares bytes as they are. */
    private static final int UTF8MB4_0900_BIN = 309;

    private static final Pattern TIME =
            Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?");

    private KeyOrder() {}

    /**
     * Why the server would not resume the copy of a table correctly: without a primary key it
     * continues after the last row's values, and skips rows that equal it or hold NULL; and some
     * types compare differently from how the copy orders them (seen on Vitess 24).
     *
     * @return empty if it would
     */
    static Optional<String> notResumable(TableSchema schema) {
        if (schema.columns().stream().noneMatch(Column::primaryKey)) {
            return Optional.of("the table has no primary key");
        }
        return schema.columns().stream()
                .filter(column -> column.primaryKey() && !isResumable(column))
                .findFirst()
                .map(
                        column ->
                                "MySQL orders and compares its key column '%s' (%s) differently"
                                        .formatted(column.name(), column.columnType()));
    }

    /** Whether the server resumes a copy exactly after a value of this key column. */
    private static boolean isResumable(Column column) {
        return switch (column.type()) {
            // Compared with a text as texts, but ordered by the numbers of their members.
            case ENUM, SET -> false;
            // Sent with six digits, so that values between them are repeated or left out.
            case FLOAT32 -> false;
            default -> true;
        };
    }

    /**
     * The order of a column.
     *
     * @return empty if only MySQL itself knows it
     * @throws IllegalStateException if the column cannot be part of a key that is resumable
     */
    static Optional<Comparator<byte[]>> of(String table, Column column) {
        return switch (column.type()) {
            case INT8, UINT8, INT16, UINT16, INT24, UINT24, INT32, UINT32, INT64, UINT64, YEAR ->
                    Optional.of(Comparator.comparing(bytes -> new BigInteger(ascii(bytes))));
            case DECIMAL ->
                    Optional.of(Comparator.comparing(bytes -> new BigDecimal(ascii(bytes))));
            case FLOAT64 ->
                    Optional.of(
                            Comparator.comparingDouble(bytes -> Double.parseDouble(ascii(bytes))));
            // Years, months and so on have fixed widths, and fractions the column's.
            case DATE, DATETIME, TIMESTAMP, BIT -> Optional.of(Arrays::compareUnsigned);
            case TIME -> Optional.of(Comparator.comparingLong(KeyOrder::micros));
            case BINARY, VARBINARY, BLOB, CHAR, VARCHAR, TEXT -> ofText(column);
            case NULL_TYPE, FLOAT32, ENUM, SET, GEOMETRY, JSON, VECTOR ->
                    throw new IllegalStateException(
                            "table '%s' has a key column '%s' of type %s, whose order is not known"
                                    .formatted(table, column.name(), column.columnType()));
        };
    }

    private static Optional<Comparator<byte[]>> ofText(Column column) {
        if (column.collation() == MySqlTypes.BINARY_COLLATION
                || column.collation() == UTF8MB4_0900_BIN) {
            return Optional.of(Arrays::compareUnsigned);
        }
        return PADDED_BYTES.contains(column.collation())
                ? Optional.of(KeyOrder::comparePadded)
                : Optional.empty();
    }

    private static int comparePadded(byte[] left, byte[] right) {
        int length = Math.max(left.length, right.length);
        for (int i = 0; i < length; i++) {
            int order = Integer.compare(padded(left, i), padded(right, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int padded(byte[] bytes, int index) {
        return index < bytes.length ? Byte.toUnsignedInt(bytes[index]) : ' ';
    }

    private static long micros(byte[] time) {
        Matcher matcher = TIME.matcher(ascii(time));
        if (!matcher.matches()) {
            throw new IllegalStateException("not a TIME: " + ascii(time));
        }
        long seconds =
                Long.parseLong(matcher.group(2)) * 3600
                        + Long.parseLong(matcher.group(3)) * 60
                        + Long.parseLong(matcher.group(4));
        String fraction = matcher.group(5) == null ? "" : matcher.group(5);
        long micros = seconds * 1_000_000 + Long.parseLong((fraction + "000000").substring(0, 6));
        return matcher.group(1).isEmpty() ? micros : -micros;
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
