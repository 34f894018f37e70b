// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.rowdata.RowConverter;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.types.RowKind;
import org.apache.iceberg.types.Types;

/**
 * Turns rows of MySQL, as long as their table has the same columns, into rows with the columns that
 * the lake has. For one thread.
 */
final class RowEncoder {

    private final RowFormat format;
    private final RowConverter converter;

    /** The columns that the rows have: their places in the lake, whether in the key, and values. */
    private final List<Field> fields = new ArrayList<>();

    private record Field(int place, boolean key, RowData.FieldGetter value) {}

    /**
     * Prepares the conversion.
     *
     * @param table the columns of the rows
     * @param format of the columns of the lake; among them all of the rows
     */
    RowEncoder(TableSchema table, RowFormat format) {
        this.format = format;
        List<RowType.RowField> wanted = new ArrayList<>();
        for (Column column : table.columns()) {
            Types.NestedField field = format.columns().caseInsensitiveFindField(column.name());
            int place = format.type().getFieldIndex(field.name());
            LogicalType type = withMillis(format.type().getTypeAt(place));
            fields.add(
                    new Field(
                            place,
                            column.primaryKey(),
                            RowData.createFieldGetter(type, wanted.size())));
            wanted.add(new RowType.RowField(column.name(), type));
        }
        converter = new RowConverter(table, new RowType(wanted), ValuePolicies.strict());
    }

    /** Flink's type for Iceberg's TIME is one without them, though its values have them. */
    private static LogicalType withMillis(LogicalType type) {
        return type.getTypeRoot() == LogicalTypeRoot.TIME_WITHOUT_TIME_ZONE
                ? new TimeType(type.isNullable(), 3)
                : type;
    }

    /** The row to add. */
    byte[] insertion(RowImage image) {
        return row(RowKind.INSERT, image, false);
    }

    /** What deletes the row: only its key. */
    byte[] deletion(RowImage image) {
        return row(RowKind.DELETE, image, true);
    }

    private byte[] row(RowKind kind, RowImage image, boolean onlyKey) {
        RowData values = converter.convert(kind, image);
        GenericRowData row = new GenericRowData(kind, format.type().getFieldCount());
        for (Field field : fields) {
            if (field.key() || !onlyKey) {
                row.setField(field.place(), field.value().getFieldOrNull(values));
            }
        }
        return format.write(row);
    }
}
