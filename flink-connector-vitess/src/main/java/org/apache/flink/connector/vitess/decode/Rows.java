// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.TableSchema;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange.Bitmap;
import org.apache.flink.connector.vitess.proto.binlogdata.RowEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Row;

/** Turns the rows of the wire into changes, and refuses rows that are not whole. */
final class Rows {

    private Rows() {}

    static ChangeSource source(Shard shard, VEvent event) {
        return new ChangeSource(
                shard,
                event.getRowEvent().getTableName(),
                event.getEventGtid(),
                isCopied(event)
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochSecond(event.getTimestamp())));
    }

    /** Copied rows have no time of commit; all others have one. */
    static boolean isCopied(VEvent event) {
        return event.getTimestamp() == 0;
    }

    static List<org.apache.flink.connector.vitess.change.RowChange> changes(
            TableSchema schema, RowEvent rows, ChangeSource source) {
        return rows.getRowChangesList().stream().map(row -> change(schema, row, source)).toList();
    }

    private static org.apache.flink.connector.vitess.change.RowChange change(
            TableSchema schema, RowChange row, ChangeSource source) {
        requireWhole(schema, row);
        return new org.apache.flink.connector.vitess.change.RowChange(
                row.hasBefore() ? Optional.of(image(schema, row.getBefore())) : Optional.empty(),
                row.hasAfter() ? Optional.of(image(schema, row.getAfter())) : Optional.empty(),
                source);
    }

    private static RowImage image(TableSchema schema, Row row) {
        int[] lengths = new int[row.getLengthsCount()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.toIntExact(row.getLengths(i));
        }
        try {
            return new RowImage(schema, row.getValues().toByteArray(), lengths);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "a row of table '" + schema.table() + "' does not add up: " + e.getMessage(),
                    e);
        }
    }

    private static void requireWhole(TableSchema schema, RowChange row) {
        if (row.hasDataColumns() && !allSet(row.getDataColumns())) {
            throw new IllegalStateException(
                    "a row of table '"
                            + schema.table()
                            + "' lacks unchanged columns: set binlog_row_image=FULL in MySQL");
        }
        if (row.hasJsonPartialValues() && anySet(row.getJsonPartialValues())) {
            throw new IllegalStateException(
                    "a row of table '"
                            + schema.table()
                            + "' has a JSON column as a change instead of a value: set"
                            + " binlog_row_value_options='' in MySQL");
        }
    }

    private static boolean allSet(Bitmap bitmap) {
        for (int i = 0; i < bitmap.getCount(); i++) {
            if (!isSet(bitmap, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean anySet(Bitmap bitmap) {
        for (int i = 0; i < bitmap.getCount(); i++) {
            if (isSet(bitmap, i)) {
                return true;
            }
        }
        return false;
    }

    /** The bits are least significant first. */
    private static boolean isSet(Bitmap bitmap, int index) {
        return (bitmap.getCols().byteAt(index / 8) & (1 << index % 8)) != 0;
    }
}
