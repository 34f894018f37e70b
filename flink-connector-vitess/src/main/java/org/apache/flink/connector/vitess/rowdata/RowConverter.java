// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

/**
 * Turns the rows of one table, as long as it has these columns, into rows of Flink. Columns that
 * Flink does not want are not read.
 *
 * <p>For one thread. A value that does not fit is refused with an {@link IllegalArgumentException}
 * that names the table, the column, both types and the value; the caller adds the shard and the
 * position.
 */
@Internal
public final class RowConverter {

    private static final int NULL = -1;
    private static final Object[] NOTHING = {};

    private final TableSchema schema;
    private final RowType type;

    /** The column of each field. */
    private final int[] columns;

    /** The same, ascending. */
    private final int[] ascending;

    /** Where the value of each column that is read starts, and how long it is. */
    private final int[] starts;

    private final int[] lengths;
    private final ColumnConverter[] converters;
    private final boolean[] nullable;
    private final RowWriter writer;

    /**
     * Prepares the conversion.
     *
     * @param schema the table's columns
     * @param type the columns to read by name, and their types; may have none
     * @param policies what to do with values that Flink does not have
     * @throws IllegalArgumentException if the table lacks a column, or one cannot have its type;
     *     the message says which are possible
     */
    public RowConverter(TableSchema schema, RowType type, ValuePolicies policies) {
        this(schema, type, policies, 0);
    }

    /**
     * Prepares the conversion to rows with fields after the columns.
     *
     * @param appended how many fields each row has after the columns
     */
    public RowConverter(TableSchema schema, RowType type, ValuePolicies policies, int appended) {
        this.schema = schema;
        this.type = type;
        int size = type.getFieldCount();
        this.columns = new int[size];
        this.converters = new ColumnConverter[size];
        this.nullable = new boolean[size];
        for (int i = 0; i < size; i++) {
            columns[i] = schema.indexOf(type.getFieldNames().get(i));
            converters[i] = converter(i, policies);
            nullable[i] = type.getTypeAt(i).isNullable();
        }
        this.ascending = columns.clone();
        Arrays.sort(ascending);
        this.starts = new int[schema.columns().size()];
        this.lengths = new int[schema.columns().size()];
        this.writer = new RowWriter(size + appended);
    }

    private ColumnConverter converter(int field, ValuePolicies policies) {
        Column column = schema.columns().get(columns[field]);
        try {
            return FlinkTypes.converter(column, type.getTypeAt(field), policies);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    where(field) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a row of its own, which shares nothing with the image.
     *
     * @param image a row of the schema
     * @throws IllegalArgumentException if a value does not fit
     */
    public RowData convert(RowKind kind, RowImage image) {
        return convert(kind, image, NOTHING);
    }

    /**
     * Makes a row of its own, which shares nothing with the image.
     *
     * @param image a row of the schema
     * @param appended the values of the fields after the columns: texts as bytes in UTF-8, whole
     *     numbers, times as their milliseconds, truth values, and null
     * @throws IllegalArgumentException if a value does not fit
     */
    public RowData convert(RowKind kind, RowImage image, Object[] appended) {
        image.locate(ascending, starts, lengths);
        byte[] buffer = image.buffer();
        writer.begin(kind);
        for (int i = 0; i < columns.length; i++) {
            int column = columns[i];
            if (lengths[column] == NULL) {
                if (!nullable[i]) {
                    throw nullRefusal(i);
                }
                writer.setNull(i);
                continue;
            }
            try {
                write(i, buffer, starts[column], lengths[column]);
            } catch (IllegalArgumentException e) {
                throw refusal(i, buffer, starts[column], lengths[column], e);
            }
        }
        for (int i = 0; i < appended.length; i++) {
            append(columns.length + i, appended[i]);
        }
        return writer.row();
    }

    private void append(int field, Object value) {
        if (value == null) {
            writer.setNull(field);
        } else if (value instanceof byte[] text) {
            writer.setBytes(field, text, 0, text.length);
        } else if (value instanceof Long number) {
            writer.setLong(field, number);
        } else if (value instanceof Boolean truth) {
            writer.setByte(field, (byte) (truth ? 1 : 0));
        } else {
            throw new IllegalArgumentException("Not a value to append: " + value);
        }
    }

    /**
     * Calls the converters that most tables need each by its class, so that the JVM can put their
     * code here. With one call for all of them, a row takes a tenth longer.
     */
    private void write(int field, byte[] buffer, int start, int length) {
        ColumnConverter converter = converters[field];
        if (converter instanceof IntegerConverter integer) {
            integer.write(writer, field, buffer, start, length);
        } else if (converter instanceof Utf8Converter text) {
            text.write(writer, field, buffer, start, length);
        } else if (converter instanceof TimestampConverter timestamp) {
            timestamp.write(writer, field, buffer, start, length);
        } else if (converter instanceof DecimalConverter decimal) {
            decimal.write(writer, field, buffer, start, length);
        } else {
            converter.write(writer, field, buffer, start, length);
        }
    }

    private IllegalArgumentException refusal(
            int field, byte[] buffer, int start, int length, IllegalArgumentException cause) {
        String value = ValueExcerpt.of(buffer, start, length);
        return new IllegalArgumentException(
                where(field) + " cannot hold the value " + value + ": " + cause.getMessage(),
                cause);
    }

    private IllegalArgumentException nullRefusal(int field) {
        return new IllegalArgumentException(where(field) + " cannot hold a NULL");
    }

    private String where(int field) {
        Column column = schema.columns().get(columns[field]);
        LogicalType to = type.getTypeAt(field);
        return "Column '%s' of table %s.%s, which is %s in MySQL and %s in Flink,"
                .formatted(
                        column.name(),
                        schema.keyspace(),
                        schema.table(),
                        column.columnType().isEmpty() ? column.type() : column.columnType(),
                        to.asSummaryString());
    }
}
