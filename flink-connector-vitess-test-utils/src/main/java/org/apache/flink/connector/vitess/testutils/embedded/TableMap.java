// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.proto.query.Type;

/** What the binlog has of the columns of its rows: types and collations, but no names. */
final class TableMap {
    // Bits in the numbers of types.
    private static final int INTEGRAL = 256;
    private static final int UNSIGNED = 512;
    private static final int FLOAT = 1024;
    private static final int QUOTED = 2048;
    private static final int TEXT = 4096;
    private static final int BINARY = 8192;

    private TableMap() {}

    /** The columns as a tablet calls them that knows nothing but this. */
    static List<ColumnDefinition> unnamed(TableDefinition logged) {
        List<ColumnDefinition> columns = new ArrayList<>();
        for (ColumnDefinition column : logged.columns()) {
            Type type = type(column.type());
            // A label's collation is not in the map; then the tablet takes its own.
            boolean text = is(type, TEXT);
            columns.add(
                    ColumnDefinition.unnamed(
                            columns.size() + 1,
                            type,
                            text ? column.collation() : Collation.BINARY));
        }
        return columns;
    }

    /** The types in MySQL's numbers, as Go prints them. */
    static String types(TableDefinition logged) {
        return logged.columns().stream()
                .map(column -> Integer.toString(code(column.type())))
                .toList()
                .toString()
                .replace(",", "");
    }

    /** Whether a tablet takes a column of the binlog for one of its schema. */
    static boolean isCompatible(ColumnDefinition logged, ColumnDefinition declared) {
        Type from = type(logged.type());
        Type to = declared.type();
        return from == to
                || is(from, QUOTED) && is(to, QUOTED) && from != Type.BIT && to != Type.BIT
                || is(from, INTEGRAL) && is(to, INTEGRAL)
                || is(from, TEXT) && is(to, TEXT)
                || is(from, BINARY) && is(to, BINARY)
                || is(from, FLOAT) && is(to, FLOAT)
                || isDate(from) && isDate(to);
    }

    static boolean isIntegral(Type type) {
        return is(type, INTEGRAL);
    }

    static boolean isUnsigned(Type type) {
        return is(type, INTEGRAL) && is(type, UNSIGNED);
    }

    static boolean isQuoted(Type type) {
        return is(type, QUOTED) && type != Type.BIT;
    }

    private static boolean is(Type type, int flag) {
        return (type.getNumber() & flag) != 0;
    }

    private static boolean isDate(Type type) {
        return type == Type.DATE || type == Type.DATETIME || type == Type.TIMESTAMP;
    }

    /** The type without what the binlog does not tell: sign, labels, and bytes from texts. */
    private static Type type(Type type) {
        return switch (type) {
            case UINT8 -> Type.INT8;
            case UINT16 -> Type.INT16;
            case UINT24 -> Type.INT24;
            case UINT32 -> Type.INT32;
            case UINT64 -> Type.INT64;
            case VARBINARY -> Type.VARCHAR;
            case BINARY, ENUM, SET -> Type.CHAR;
            case BLOB -> Type.TEXT;
            default -> type;
        };
    }

    private static int code(Type type) {
        return switch (type(type)) {
            case INT8 -> 1;
            case INT16 -> 2;
            case INT32 -> 3;
            case FLOAT32 -> 4;
            case FLOAT64 -> 5;
            case INT64 -> 8;
            case INT24 -> 9;
            case DATE -> 10;
            case YEAR -> 13;
            case VARCHAR -> 15;
            case BIT -> 16;
            case TIMESTAMP -> 17;
            case DATETIME -> 18;
            case TIME -> 19;
            case JSON -> 245;
            case DECIMAL -> 246;
            case TEXT -> 252;
            case CHAR -> 254;
            case GEOMETRY -> 255;
            default -> throw new IllegalArgumentException("not in a binlog: " + type);
        };
    }
}
