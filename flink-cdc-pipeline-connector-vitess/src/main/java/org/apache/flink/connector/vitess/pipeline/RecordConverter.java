// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.cdc.common.data.DateData;
import org.apache.flink.cdc.common.data.LocalZonedTimestampData;
import org.apache.flink.cdc.common.data.RecordData;
import org.apache.flink.cdc.common.data.TimeData;
import org.apache.flink.cdc.common.data.binary.BinaryStringData;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.types.DataType;
import org.apache.flink.cdc.common.types.utils.DataTypeUtils;
import org.apache.flink.cdc.runtime.typeutils.BinaryRecordDataGenerator;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.rowdata.RowConverter;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

/**
 * Turns the rows of a table, as long as it has these columns, into records with the columns that
 * the pipeline knows of it. For one thread.
 */
final class RecordConverter {

    private final RowConverter rows;

    /** The field of each column of the record in the row; null where the row lacks the column. */
    private final List<RowData.FieldGetter> fields = new ArrayList<>();

    private final BinaryRecordDataGenerator records;

    /**
     * Prepares the conversion.
     *
     * @param schema the columns of the rows
     * @param published the columns of the records; among them all of the rows
     * @param policies what to do with values that Flink does not have
     * @throws IllegalArgumentException if a column cannot have its type; the message names it
     */
    RecordConverter(TableSchema schema, Schema published, ValuePolicies policies) {
        Set<String> present =
                schema.columns().stream().map(Column::name).collect(Collectors.toSet());
        List<RowType.RowField> row = new ArrayList<>();
        for (org.apache.flink.cdc.common.schema.Column column : published.getColumns()) {
            if (present.contains(column.getName())) {
                LogicalType type = DataTypeUtils.toFlinkDataType(column.getType()).getLogicalType();
                fields.add(getter(type, row.size()));
                row.add(new RowType.RowField(column.getName(), type));
            } else {
                fields.add(null);
            }
        }
        rows = new RowConverter(schema, new RowType(row), policies);
        records =
                new BinaryRecordDataGenerator(
                        published.getColumnDataTypes().toArray(DataType[]::new));
    }

    /**
     * Makes a record of its own, which shares nothing with the row.
     *
     * @throws IllegalArgumentException if a value does not fit; the message names the column
     */
    RecordData convert(RowImage image) {
        RowData row = rows.convert(RowKind.INSERT, image);
        Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            RowData.FieldGetter field = fields.get(i);
            values[i] = field == null ? null : field.getFieldOrNull(row);
        }
        return records.generate(values);
    }

    /** Flink CDC has classes of its own for what is no number, truth value or bytes. */
    private static RowData.FieldGetter getter(LogicalType type, int place) {
        RowData.FieldGetter field = RowData.createFieldGetter(type, place);
        return row -> {
            Object value = field.getFieldOrNull(row);
            return value == null ? null : converted(type, value);
        };
    }

    private static Object converted(LogicalType type, Object value) {
        return switch (type.getTypeRoot()) {
            case VARCHAR -> BinaryStringData.fromString(value.toString());
            case DATE -> DateData.fromEpochDay((int) value);
            case TIME_WITHOUT_TIME_ZONE -> TimeData.fromMillisOfDay((int) value);
            case DECIMAL -> decimal((DecimalData) value);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> timestamp((TimestampData) value);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> instant((TimestampData) value);
            default -> value;
        };
    }

    private static Object decimal(DecimalData value) {
        return org.apache.flink.cdc.common.data.DecimalData.fromBigDecimal(
                value.toBigDecimal(), value.precision(), value.scale());
    }

    private static Object timestamp(TimestampData value) {
        return org.apache.flink.cdc.common.data.TimestampData.fromMillis(
                value.getMillisecond(), value.getNanoOfMillisecond());
    }

    private static Object instant(TimestampData value) {
        return LocalZonedTimestampData.fromEpochMillis(
                value.getMillisecond(), value.getNanoOfMillisecond());
    }
}
