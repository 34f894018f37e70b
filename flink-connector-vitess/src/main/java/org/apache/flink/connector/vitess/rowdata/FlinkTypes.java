// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.rowdata.TypeMappings.Pair;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.value.ColumnKind;
import org.apache.flink.connector.vitess.value.ColumnType;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/** Which types of Flink the columns of MySQL can have, and have by default. */
@Internal
public final class FlinkTypes {

    private static final int MAX_TIME_PRECISION = 3;

    private FlinkTypes() {}

    /**
     * The type of Flink that holds every value of a column, if there is one that does.
     *
     * @return NOT NULL if the column is
     * @throws IllegalArgumentException if no column has its type
     */
    public static DataType defaultType(Column column) {
        DataType type = defaultType(ColumnType.of(column));
        return column.notNull() ? type.notNull() : type;
    }

    private static DataType defaultType(ColumnType type) {
        return switch (type.kind()) {
            case BOOL -> DataTypes.BOOLEAN();
            case TINYINT -> DataTypes.TINYINT();
            case TINYINT_UNSIGNED, SMALLINT -> DataTypes.SMALLINT();
            case SMALLINT_UNSIGNED, MEDIUMINT, MEDIUMINT_UNSIGNED, INT, YEAR -> DataTypes.INT();
            case INT_UNSIGNED, BIGINT -> DataTypes.BIGINT();
            case BIGINT_UNSIGNED -> DataTypes.DECIMAL(20, 0);
            case DECIMAL -> decimal(type);
            case FLOAT -> DataTypes.FLOAT();
            case DOUBLE -> DataTypes.DOUBLE();
            case DATE -> DataTypes.DATE();
            case TIME -> time(type.fraction());
            case DATETIME -> DataTypes.TIMESTAMP(type.fraction());
            case TIMESTAMP -> DataTypes.TIMESTAMP_LTZ(type.fraction());
            // MySQL gives a CHAR without its padding, so its length varies.
            case CHAR, VARCHAR ->
                    type.length() > 0 ? DataTypes.VARCHAR(type.length()) : DataTypes.STRING();
            case TEXT, ENUM, SET, JSON -> DataTypes.STRING();
            case BINARY -> type.length() > 0 ? DataTypes.BINARY(type.length()) : DataTypes.BYTES();
            case VARBINARY ->
                    type.length() > 0 ? DataTypes.VARBINARY(type.length()) : DataTypes.BYTES();
            case BIT -> bits(type.length());
            case BLOB, GEOMETRY -> DataTypes.BYTES();
            case VECTOR -> DataTypes.ARRAY(DataTypes.FLOAT());
        };
    }

    private static DataType decimal(ColumnType type) {
        return type.length() > 0 && type.length() <= DecimalType.MAX_PRECISION
                ? DataTypes.DECIMAL(type.length(), type.fraction())
                : DataTypes.STRING();
    }

    private static DataType bits(int length) {
        if (length <= 0) {
            return DataTypes.BYTES();
        }
        return length == 1 ? DataTypes.BOOLEAN() : DataTypes.BINARY((length + 7) / 8);
    }

    private static DataType time(int fraction) {
        return fraction <= MAX_TIME_PRECISION ? DataTypes.TIME(fraction) : DataTypes.STRING();
    }

    /**
     * Makes the converter of a column.
     *
     * @throws IllegalArgumentException if the column cannot have the type; the message says only
     *     why
     */
    static ColumnConverter converter(Column column, LogicalType to, ValuePolicies policies) {
        ColumnType from = ColumnType.of(column);
        return pairs(from.kind())
                .filter(pair -> TargetType.of(to).equals(Optional.of(pair.to())))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(allowed(from.kind())))
                .converter()
                .apply(new Conversion(column, from, to, policies));
    }

    private static Stream<Pair> pairs(ColumnKind kind) {
        return TypeMappings.ALL.stream().filter(pair -> pair.from().contains(kind));
    }

    private static String allowed(ColumnKind kind) {
        return pairs(kind)
                .map(pair -> pair.to().sql())
                .distinct()
                .collect(Collectors.joining(", ", "it can be ", ""));
    }

    /** The table of the documentation. */
    static List<String> markdown() {
        Stream<String> head = Stream.of("| MySQL | Flink | Default | Notes |", "|---|---|---|---|");
        Stream<String> rows =
                Arrays.stream(ColumnKind.values())
                        .flatMap(kind -> pairs(kind).map(pair -> row(kind, pair)));
        return Stream.concat(head, rows).toList();
    }

    private static String row(ColumnKind kind, Pair pair) {
        ColumnType usual = new ColumnType(kind, 2, 0, false, List.of());
        TargetType target = TargetType.of(defaultType(usual).getLogicalType()).orElseThrow();
        return "| %s | `%s` | %s | %s |"
                .formatted(
                        kind.sql(), pair.to().sql(), pair.to() == target ? "yes" : "", pair.note());
    }
}
