// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies.Policy;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.value.JavaValues;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

/** Converts single values. */
final class Values {

    static final int BINARY = 63;
    static final int UTF8MB4 = 255;

    private Values() {}

    static Column column(MySqlType type, String columnType) {
        return column(type, columnType, BINARY);
    }

    static Column column(MySqlType type, String columnType, int collation) {
        return new Column("c", type, columnType, collation, false, false);
    }

    /** The object of an ASCII text. */
    static Object of(Column column, DataType type, String text) {
        return of(column, type, text.getBytes(StandardCharsets.US_ASCII));
    }

    static Object of(Column column, DataType type, byte[] value) {
        return of(column, type, value, ValuePolicies.strict());
    }

    static Object nullInsteadOf(Column column, DataType type, String text) {
        return of(
                column,
                type,
                text.getBytes(StandardCharsets.US_ASCII),
                new ValuePolicies(Policy.NULL, Policy.NULL));
    }

    /** The text of an ASCII text. */
    static String text(Column column, String text) {
        return of(column, DataTypes.STRING(), text).toString();
    }

    static Object of(Column column, DataType type, byte[] value, ValuePolicies policies) {
        Column other = new Column("other", MySqlType.CHAR, "char(9)", UTF8MB4, false, false);
        TableSchema schema = new TableSchema("shop", "t", List.of(other, column, other));
        RowConverter converter =
                new RowConverter(
                        schema,
                        (RowType) DataTypes.ROW(DataTypes.FIELD("c", type)).getLogicalType(),
                        policies);
        // The value is between others.
        byte[] before = "1 or 12".getBytes(StandardCharsets.US_ASCII);
        byte[] values = Arrays.copyOf(before, before.length + value.length + 1);
        System.arraycopy(value, 0, values, before.length, value.length);
        values[values.length - 1] = '2';
        RowImage image = new RowImage(schema, values, new int[] {before.length, value.length, 1});
        RowData row = converter.convert(RowKind.INSERT, image);
        Arrays.fill(image.buffer(), (byte) 'x');
        return field(row, type.getLogicalType());
    }

    /** What the DataStream API makes of it. */
    static Object java(Column column, byte[] value) {
        TableSchema schema = new TableSchema("shop", "t", List.of(column));
        return JavaValues.of(new RowImage(schema, value, new int[] {value.length}), 0);
    }

    private static Object field(RowData row, LogicalType type) {
        Object value = RowData.createFieldGetter(type, 0).getFieldOrNull(row);
        return value instanceof ArrayData array ? elements(array, (ArrayType) type) : value;
    }

    private static List<Object> elements(ArrayData array, ArrayType type) {
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(type.getElementType());
        return IntStream.range(0, array.size())
                .mapToObj(i -> getter.getElementOrNull(array, i))
                .toList();
    }
}
