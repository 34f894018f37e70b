// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.TableSchema;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;

/**
 * The rows of the table in copy that were copied before its copy was interrupted: those up to the
 * last primary key.
 *
 * <p>When the copy is resumed, the server first sends all changes of the table since, also those of
 * rows that the copy will still read. Only the changes of copied rows may come out: the others come
 * as copied rows, in their final state.
 */
final class CopiedRange {

    private record KeyColumn(int index, byte[] last, Comparator<byte[]> order) {}

    private final List<KeyColumn> key = new ArrayList<>();

    /**
     * The range up to a key.
     *
     * @throws IllegalStateException if the order of the key is not known, or the key is damaged
     */
    CopiedRange(TableSchema schema, LastPk lastPk) {
        QueryResult result = parse(schema, lastPk);
        Row row = result.getRows(0);
        int start = 0;
        for (int i = 0; i < result.getFieldsCount(); i++) {
            int index = schema.indexOf(result.getFields(i).getName());
            int end = start + Math.toIntExact(row.getLengths(i));
            ByteString value = row.getValues().substring(start, end);
            key.add(
                    new KeyColumn(
                            index,
                            value.toByteArray(),
                            KeyOrder.of(schema.table(), schema.columns().get(index))));
            start = end;
        }
    }

    private static QueryResult parse(TableSchema schema, LastPk lastPk) {
        try {
            QueryResult result = QueryResult.parseFrom(lastPk.bytes());
            if (result.getRowsCount() == 1
                    && result.getFieldsCount() > 0
                    && result.getRows(0).getLengthsCount() == result.getFieldsCount()) {
                return result;
            }
            throw new IllegalStateException(
                    "the last primary key of table '" + schema.table() + "' is not one row");
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "the last primary key of table '" + schema.table() + "' is damaged", e);
        }
    }

    /** The part of a change that concerns copied rows; empty if it concerns none. */
    Optional<RowChange> restrict(RowChange change) {
        Optional<RowImage> before = change.before().filter(this::contains);
        Optional<RowImage> after = change.after().filter(this::contains);
        return before.isEmpty() && after.isEmpty()
                ? Optional.empty()
                : Optional.of(new RowChange(before, after, change.source()));
    }

    private boolean contains(RowImage row) {
        for (KeyColumn column : key) {
            int order = column.order().compare(row.bytes(column.index()), column.last());
            if (order != 0) {
                return order < 0;
            }
        }
        return true;
    }
}
