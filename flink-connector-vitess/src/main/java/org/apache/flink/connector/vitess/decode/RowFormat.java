// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.RowLayout;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * How the rows of a table are read after a FIELD event: as the columns that hold at their position,
 * whatever the tablet took them for. Immutable.
 */
final class RowFormat {

    private final TableSchema sent;

    /** The layout of all values that the server sends. */
    private final RowLayout whole;

    /** The layout of those that are read; null if the columns are not known. */
    private final RowLayout layout;

    /** What is to be done to each value, by its place; null where all come as they are. */
    private final ColumnRepair[] repairs;

    private final boolean asTaken;

    private RowFormat(TableSchema sent, RowLayout layout, ColumnRepair[] repairs, boolean asTaken) {
        this.sent = sent;
        this.whole = RowLayout.of(sent);
        this.layout = layout;
        this.repairs = repairs;
        this.asTaken = asTaken;
    }

    /**
     * The format of rows that come as their columns say.
     *
     * @param sent all columns that the server sends
     * @param selected the names of the columns to read; empty for all
     * @throws IllegalStateException if there is no such column
     */
    static RowFormat of(TableSchema sent, List<String> selected) {
        return new RowFormat(sent, layout(sent, selected), null, true);
    }

    /**
     * The format of rows of the log.
     *
     * @param schema the columns that hold
     * @param taken what the tablet took them for, one by one
     * @param selected the names of the columns to read; empty for all
     * @throws IllegalStateException if there is no such column, or another number of them
     */
    static RowFormat of(TableSchema schema, TableSchema taken, List<String> selected) {
        int columns = schema.columns().size();
        if (columns != taken.columns().size()) {
            throw new IllegalStateException(
                    String.format(
                            "the binary log has %d columns of table '%s', not the %d that the"
                                    + " table has at this position, %s: a change of its columns"
                                    + " was kept out of the log, or the log is that of another"
                                    + " table. Restart without state",
                            taken.columns().size(), schema.table(), columns, names(schema)));
        }
        ColumnRepair[] repairs = new ColumnRepair[columns];
        boolean any = false;
        for (int i = 0; i < columns; i++) {
            Optional<ColumnRepair> repair =
                    ColumnRepair.of(schema.columns().get(i), taken.columns().get(i));
            repairs[i] = repair.orElse(null);
            any |= repair.isPresent();
        }
        return new RowFormat(
                schema, layout(schema, selected), any ? repairs : null, isAlike(schema, taken));
    }

    /** The format of rows of the log whose columns are not known: none can be read. */
    static RowFormat unknown(TableSchema taken) {
        return new RowFormat(taken, null, null, false);
    }

    private static RowLayout layout(TableSchema sent, List<String> selected) {
        requireAll(sent, selected);
        if (selected.isEmpty() || !sent.hasPrimaryKey()) {
            return RowLayout.of(sent);
        }
        int[] places =
                IntStream.range(0, sent.columns().size())
                        .filter(
                                i ->
                                        sent.columns().get(i).primaryKey()
                                                || isAmong(sent.columns().get(i).name(), selected))
                        .toArray();
        return places.length == sent.columns().size()
                ? RowLayout.of(sent)
                : RowLayout.of(sent, places);
    }

    private static void requireAll(TableSchema sent, List<String> selected) {
        List<String> missing =
                selected.stream().filter(column -> !isAmong(column, names(sent))).toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    String.format(
                            "table '%s' of keyspace '%s' has no column '%s': change the columns"
                                    + " that are read (columnList, or those of the table in SQL),"
                                    + " or 'table-name' (tableList). It has the columns %s.",
                            sent.table(),
                            sent.keyspace(),
                            String.join("', '", missing),
                            names(sent)));
        }
    }

    private static List<String> names(TableSchema schema) {
        return schema.columns().stream().map(Column::name).toList();
    }

    private static boolean isAmong(String column, List<String> columns) {
        return columns.stream().anyMatch(column::equalsIgnoreCase);
    }

    private static boolean isAlike(TableSchema schema, TableSchema taken) {
        return IntStream.range(0, schema.columns().size())
                .allMatch(
                        i -> {
                            Column column = schema.columns().get(i);
                            Column its = taken.columns().get(i);
                            return column.name().equalsIgnoreCase(its.name())
                                    && column.columnType().equalsIgnoreCase(its.columnType());
                        });
    }

    /** Whether the tablet knew the columns as they are. */
    boolean isAsTaken() {
        return asTaken;
    }

    /** The table's name. */
    String table() {
        return sent.table();
    }

    /** All columns that the server sends. */
    TableSchema sent() {
        return sent;
    }

    /**
     * A row, a view of the buffer where it can be one.
     *
     * @throws IllegalArgumentException if the lengths fit neither the columns nor the values
     * @throws IllegalStateException if a value cannot be determined
     */
    RowImage image(byte[] buffer, int lengths, int lengthsEnd, int values, int valuesEnd) {
        if (layout == null) {
            throw new IllegalStateException(
                    String.format(
                            "a row of table '%s' was written between two statements that alter"
                                    + " the table, or before one, or before its shard was resharded"
                                    + " again, and the columns that the table had there can no"
                                    + " longer be determined: restart without state, or remove the"
                                    + " table from 'table-name' (tableList), restore, and add it"
                                    + " again later",
                            sent.table()));
        }
        if (repairs == null) {
            return new RowImage(layout, buffer, lengths, lengthsEnd, values, valuesEnd);
        }
        return repaired(new RowImage(whole, buffer, lengths, lengthsEnd, values, valuesEnd));
    }

    private RowImage repaired(RowImage row) {
        int columns = layout.schema().columns().size();
        int[] lengths = new int[columns];
        ByteArrayOutputStream values = new ByteArrayOutputStream();
        for (int i = 0; i < columns; i++) {
            byte[] value = repaired(layout.place(i), row.bytes(layout.place(i)));
            lengths[i] = value == null ? -1 : value.length;
            if (value != null) {
                values.writeBytes(value);
            }
        }
        return new RowImage(layout.schema(), values.toByteArray(), lengths);
    }

    private byte[] repaired(int place, byte[] value) {
        if (value == null || repairs[place] == null) {
            return value;
        }
        try {
            return repairs[place].repair(value);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    String.format(
                            "the value of column '%s' of table '%s', %s, can no longer be"
                                    + " determined, as the table was altered after this row was"
                                    + " written: %s."
                                    + " Alter the column back until the job has read these rows,"
                                    + " leave the table out of 'table-name' (tableList) and"
                                    + " restore, or restart without state",
                            sent.columns().get(place).name(),
                            sent.table(),
                            sent.columns().get(place).columnType(),
                            e.getMessage()),
                    e);
        }
    }
}
