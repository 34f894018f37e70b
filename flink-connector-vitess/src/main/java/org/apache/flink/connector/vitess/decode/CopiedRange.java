// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * The rows of the table in copy that were copied before its copy was interrupted: those up to the
 * last primary key.
 *
 * <p>When the copy is resumed, the server first sends all changes of the table since then,
 * including those of rows that the copy has yet to read. Only the changes of copied rows may come
 * out: the others come as copied rows, in their final state.
 */
final class CopiedRange {

    /** A key column, and how a value of it compares with that of the last primary key. */
    private record KeyColumn(int index, ToIntFunction<byte[]> toLast) {}

    private final List<KeyColumn> key = new ArrayList<>();

    /**
     * The range up to a key.
     *
     * @param changes those that the range will be asked about; MySQL is asked about them at once
     * @throws IllegalStateException if the key is damaged
     */
    CopiedRange(TableSchema schema, LastPk lastPk, List<RowChange> changes, MySqlCollations mySql) {
        QueryResult result = parse(schema, lastPk);
        Row row = result.getRows(0);
        int start = 0;
        for (int i = 0; i < result.getFieldsCount(); i++) {
            int index = schema.indexOf(result.getFields(i).getName());
            int end = start + Math.toIntExact(row.getLengths(i));
            byte[] last = row.getValues().substring(start, end).toByteArray();
            key.add(new KeyColumn(index, order(schema, index, last, changes, mySql)));
            start = end;
        }
    }

    /** The key is whole: the request that began the stream held it. */
    private static QueryResult parse(TableSchema schema, LastPk lastPk) {
        try {
            return QueryResult.parseFrom(lastPk.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "the last primary key of table '" + schema.table() + "' is damaged", e);
        }
    }

    private static ToIntFunction<byte[]> order(
            TableSchema schema,
            int index,
            byte[] last,
            List<RowChange> changes,
            MySqlCollations mySql) {
        Column column = schema.columns().get(index);
        Optional<Comparator<byte[]>> known = KeyOrder.of(schema.table(), column);
        if (known.isPresent()) {
            return value -> known.get().compare(value, last);
        }
        List<byte[]> values =
                changes.stream()
                        .flatMap(CopiedRange::images)
                        .map(image -> ByteBuffer.wrap(image.bytes(index)))
                        .distinct()
                        .map(ByteBuffer::array)
                        .toList();
        List<Integer> orders = mySql.compare(schema.table(), column.name(), values, last);
        Map<ByteBuffer, Integer> answers = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            answers.put(ByteBuffer.wrap(values.get(i)), orders.get(i));
        }
        return value -> answers.get(ByteBuffer.wrap(value));
    }

    private static Stream<RowImage> images(RowChange change) {
        return Stream.concat(change.before().stream(), change.after().stream());
    }

    /** The part of a change that concerns copied rows; empty if it concerns none. */
    Optional<RowChange> restrict(RowChange change) {
        Optional<RowImage> before = change.before().filter(this::contains);
        Optional<RowImage> after = change.after().filter(this::contains);
        return before.isEmpty() && after.isEmpty()
                ? Optional.empty()
                : Optional.of(change.with(before, after));
    }

    private boolean contains(RowImage row) {
        for (KeyColumn column : key) {
            int order = column.toLast().applyAsInt(row.bytes(column.index()));
            if (order != 0) {
                return order < 0;
            }
        }
        return true;
    }

    /** Of changes of the log, those that concern rows which were copied, or need no copy. */
    static List<RowChange> restrict(
            ShardPosition position, List<RowChange> changes, MySqlCollations mySql) {
        if (position.tables().inProgress().isEmpty()) {
            return changes;
        }
        Map<TableSchema, List<RowChange>> inCopy =
                changes.stream()
                        .filter(change -> lastPk(position, change).isPresent())
                        .collect(Collectors.groupingBy(RowChange::schema));
        if (inCopy.isEmpty()) {
            return changes;
        }
        Map<TableSchema, CopiedRange> ranges = new HashMap<>();
        inCopy.forEach(
                (schema, its) ->
                        ranges.put(
                                schema,
                                new CopiedRange(
                                        schema,
                                        lastPk(position, its.get(0)).orElseThrow(),
                                        its,
                                        mySql)));
        return changes.stream()
                .flatMap(
                        change ->
                                lastPk(position, change).isEmpty()
                                        ? Stream.of(change)
                                        : ranges.get(change.schema()).restrict(change).stream())
                .toList();
    }

    private static Optional<LastPk> lastPk(ShardPosition position, RowChange change) {
        return !change.source().snapshot()
                        && position.tables().get(change.source().table()) instanceof InProgress copy
                ? Optional.of(copy.lastPk())
                : Optional.empty();
    }
}
