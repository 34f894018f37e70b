// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Comparator;
import java.util.Set;
import org.apache.flink.connector.vitess.proto.query.MySqlFlag;
import org.apache.flink.connector.vitess.proto.query.Type;

/**
 * A column, as FIELD events describe it.
 *
 * @param name the column's name
 * @param type the type on the wire
 * @param columnType the type as information_schema spells it, such as {@code bigint unsigned}
 * @param charset MySQL's collation id; 63 is binary
 * @param columnLength the length in bytes that MySQL reports
 * @param decimals the digits after the point, as MySQL reports them
 * @param flags a sum of {@link MySqlFlag} values
 * @param order the order of the values, where the column is part of the primary key
 */
public record ColumnDefinition(
        String name,
        Type type,
        String columnType,
        int charset,
        long columnLength,
        int decimals,
        int flags,
        Comparator<byte[]> order) {

    /** The collation id of numbers, dates and bytes. */
    public static final int BINARY = 63;

    /** The collation id of MySQL's default, utf8mb4_0900_ai_ci. */
    public static final int UTF8MB4 = 255;

    private static final int PART_KEY_FLAG = 16_384;

    private static final Set<Type> NUMBERS =
            Set.of(
                    Type.INT8,
                    Type.UINT8,
                    Type.INT16,
                    Type.UINT16,
                    Type.INT24,
                    Type.UINT24,
                    Type.INT32,
                    Type.UINT32,
                    Type.INT64,
                    Type.UINT64,
                    Type.FLOAT32,
                    Type.FLOAT64,
                    Type.DECIMAL,
                    Type.YEAR);

    /**
     * A column whose length, flags and order follow from its type.
     *
     * @param name the column's name
     * @param type the type on the wire
     * @param columnType the type as information_schema spells it
     * @param charset the collation id
     * @return the column, nullable and not in the primary key
     */
    public static ColumnDefinition of(String name, Type type, String columnType, int charset) {
        boolean number = NUMBERS.contains(type);
        int flags = 0;
        if (number) {
            flags |= MySqlFlag.NUM_FLAG_VALUE;
        } else if (charset == BINARY) {
            flags |= MySqlFlag.BINARY_FLAG_VALUE;
        }
        if ((type.getNumber() & 512) != 0) {
            flags |= MySqlFlag.UNSIGNED_FLAG_VALUE;
        }
        return new ColumnDefinition(
                name,
                type,
                columnType,
                charset,
                0,
                0,
                flags,
                number ? ValueOrder.NUMERIC : ValueOrder.BYTES);
    }

    ColumnDefinition inPrimaryKey() {
        return withFlags(
                flags
                        | MySqlFlag.NOT_NULL_FLAG_VALUE
                        | MySqlFlag.PRI_KEY_FLAG_VALUE
                        | PART_KEY_FLAG
                        | MySqlFlag.NO_DEFAULT_VALUE_FLAG_VALUE);
    }

    ColumnDefinition notNull() {
        return withFlags(
                flags | MySqlFlag.NOT_NULL_FLAG_VALUE | MySqlFlag.NO_DEFAULT_VALUE_FLAG_VALUE);
    }

    ColumnDefinition withLength(long newLength) {
        return new ColumnDefinition(
                name, type, columnType, charset, newLength, decimals, flags, order);
    }

    ColumnDefinition withOrder(Comparator<byte[]> newOrder) {
        return new ColumnDefinition(
                name, type, columnType, charset, columnLength, decimals, flags, newOrder);
    }

    private ColumnDefinition withFlags(int newFlags) {
        return new ColumnDefinition(
                name, type, columnType, charset, columnLength, decimals, newFlags, order);
    }

    boolean isPrimaryKey() {
        return (flags & MySqlFlag.PRI_KEY_FLAG_VALUE) != 0;
    }
}
