// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A value that a condition compares a column with: a number, a text or bytes, as MySQL's text. */
record Literal(byte[] value) {
    /** A literal in SQL; a number has no sign. */
    static final String PATTERN =
            "(?:(?:date|timestamp)\\s*)?'(?:[^'\\\\]|''|\\\\.)*'|x'[0-9a-f]*'"
                    + "|\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?";

    static Literal parse(String sql) {
        if (Character.isDigit(sql.charAt(0)) || sql.charAt(0) == '-') {
            return new Literal(sql.getBytes(StandardCharsets.US_ASCII));
        }
        String quoted = sql.substring(sql.indexOf('\'') + 1, sql.length() - 1);
        byte[] bytes =
                sql.charAt(0) == 'x' || sql.charAt(0) == 'X'
                        ? HexFormat.of().parseHex(quoted)
                        : quoted.replace("''", "'")
                                .replaceAll("\\\\(.)", "$1")
                                .getBytes(StandardCharsets.UTF_8);
        return new Literal(bytes);
    }

    /** How a value of a column, not NULL, compares with this. */
    int order(ColumnDefinition column, byte[] other) {
        return switch (column.type()) {
            case INT8, UINT8, INT16, UINT16, INT24, UINT24, INT32, UINT32, INT64, UINT64 ->
                    number(other).compareTo(number(value));
            case YEAR, DECIMAL, FLOAT64 -> number(other).compareTo(number(value));
            case DATE, DATETIME, TIMESTAMP -> time(other).compareTo(time(value));
            case BINARY, VARBINARY, BLOB, CHAR, VARCHAR, TEXT -> order(column.collation(), other);
            default ->
                    throw new IllegalArgumentException(
                            "EmbeddedVitess does not compare values of " + column.columnType());
        };
    }

    /** As the log compares, so that trailing blanks count in each collation. */
    private int order(Collation collation, byte[] other) {
        if (collation.equals(Collation.BINARY) || collation.isBin()) {
            return Arrays.compareUnsigned(other, value);
        }
        int order = Arrays.equals(other, value) ? 0 : collation.order().compare(other, value);
        return order == 0 ? Integer.compare(other.length, value.length) : order;
    }

    private static BigDecimal number(byte[] text) {
        return new BigDecimal(new String(text, StandardCharsets.US_ASCII));
    }

    /** Without a fraction's trailing zeros. */
    private static String time(byte[] text) {
        String time = new String(text, StandardCharsets.US_ASCII);
        return time.contains(".") ? time.replaceAll("\\.?0*$", "") : time;
    }
}
