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
 * @param collation the collation; {@link Collation#BINARY} for what is not a text
 * @param columnLength the length in bytes that MySQL reports
 * @param decimals the digits after the point, as MySQL reports them
 * @param flags a sum of {@link MySqlFlag} values
 */
public record ColumnDefinition(
        String name,
        Type type,
        String columnType,
        Collation collation,
        long columnLength,
        int decimals,
        int flags) {

    private static final int PART_KEY_FLAG = 16_384;

    /** A bit in the numbers of types. */
    private static final int QUOTED = 2048;

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
     * A column whose length is not known and whose flags follow from its type.
     *
     * @param name the column's name
     * @param type the type on the wire
     * @param columnType the type as information_schema spells it
     * @param collation the collation; {@link Collation#BINARY} for what is not a text
     * @return the column, nullable and not in the primary key
     */
    public static ColumnDefinition of(
            String name, Type type, String columnType, Collation collation) {
        int flags = 0;
        if (NUMBERS.contains(type)) {
            flags |= MySqlFlag.NUM_FLAG_VALUE;
        } else if (collation == Collation.BINARY || collation.isBin()) {
            flags |= MySqlFlag.BINARY_FLAG_VALUE;
        }
        if ((type.getNumber() & 512) != 0) {
            flags |= MySqlFlag.UNSIGNED_FLAG_VALUE;
        }
        return new ColumnDefinition(name, type, columnType, collation, 0, 0, flags);
    }

    /** The column with another name. */
    public ColumnDefinition named(String newName) {
        return new ColumnDefinition(
                newName, type, columnType, collation, columnLength, decimals, flags);
    }

    /** The column as a statement declares it, without its part in the primary key. */
    public String sql() {
        return "`%s` %s%s%s"
                .formatted(
                        name,
                        columnType,
                        collation.equals(Collation.BINARY) ? "" : " collate " + collation.name(),
                        (flags & MySqlFlag.NOT_NULL_FLAG_VALUE) != 0 ? " not null" : "");
    }

    /** The id of the collation, as FIELD events have it. */
    public int charset() {
        return collation.idOfVitess();
    }

    /** The order of the values. */
    Comparator<byte[]> order() {
        return NUMBERS.contains(type) ? ValueOrder.NUMERIC : collation.order();
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
        return new ColumnDefinition(name, type, columnType, collation, newLength, decimals, flags);
    }

    /** The type on the wire follows: texts by their bytes are VARBINARY there. */
    ColumnDefinition collated(Collation newCollation) {
        if (type != Type.VARCHAR && type != Type.VARBINARY || collation == Collation.BINARY) {
            throw new IllegalStateException(name + " is " + columnType + ", not a varchar");
        }
        Type newType = newCollation.isBin() ? Type.VARBINARY : Type.VARCHAR;
        ColumnDefinition column =
                of(name, newType, columnType, newCollation).withLength(columnLength);
        return column.withFlags(column.flags | flags & ~MySqlFlag.BINARY_FLAG_VALUE);
    }

    private ColumnDefinition withFlags(int newFlags) {
        return new ColumnDefinition(
                name, type, columnType, collation, columnLength, decimals, newFlags);
    }

    /** The column that the tablet knows by nothing but its place in the binlog. */
    static ColumnDefinition unnamed(int place, Type type, Collation collation) {
        ColumnDefinition column = of("@" + place, type, "", collation);
        boolean quoted = (type.getNumber() & QUOTED) != 0 && type != Type.BIT;
        boolean binary = quoted && collation.equals(Collation.BINARY);
        int numbers = column.flags & ~MySqlFlag.BINARY_FLAG_VALUE;
        return column.withFlags(binary ? numbers | MySqlFlag.BINARY_FLAG_VALUE : numbers);
    }

    boolean isUnnamed() {
        return name.startsWith("@") && columnType.isEmpty();
    }

    /** The column as it is described by another one's text of its type. */
    ColumnDefinition typedAs(String newColumnType, Collation newCollation) {
        return new ColumnDefinition(
                name, type, newColumnType, newCollation, columnLength, decimals, flags);
    }

    boolean isPrimaryKey() {
        return (flags & MySqlFlag.PRI_KEY_FLAG_VALUE) != 0;
    }
}
