// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.Optional;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.types.RowKind;

/** Deletes the row with the key of another row, which has more columns, or wider ones. */
final class KeyDeletion {

    private KeyDeletion() {}

    /** The deletion with the former columns; empty if they cannot hold such a key. */
    static Optional<byte[]> of(RowData row, RowFormat format, RowFormat former) {
        GenericRowData deletion = new GenericRowData(RowKind.DELETE, former.type().getFieldCount());
        for (String name : former.columns().identifierFieldNames()) {
            int place = former.type().getFieldIndex(name);
            int from = format.type().getFieldIndex(name);
            Object value =
                    RowData.createFieldGetter(format.type().getTypeAt(from), from)
                            .getFieldOrNull(row);
            Object narrowed = narrowed(value, former.type().getTypeAt(place));
            if (narrowed == null) {
                return Optional.empty();
            }
            deletion.setField(place, narrowed);
        }
        return Optional.of(former.write(deletion));
    }

    /** The value in a type from which Iceberg widens to its own; null if it does not fit. */
    private static Object narrowed(Object value, LogicalType to) {
        return switch (to.getTypeRoot()) {
            case INTEGER -> value instanceof Long wide ? fitting(wide) : value;
            case DECIMAL ->
                    DecimalData.fromBigDecimal(
                            ((DecimalData) value).toBigDecimal(),
                            ((DecimalType) to).getPrecision(),
                            ((DecimalType) to).getScale());
            default -> value;
        };
    }

    private static Integer fitting(long value) {
        return value == (int) value ? (int) value : null;
    }
}
