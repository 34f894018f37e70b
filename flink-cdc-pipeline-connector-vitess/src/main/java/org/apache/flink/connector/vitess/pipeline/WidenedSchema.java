// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.cdc.common.event.TableId;
import org.apache.flink.cdc.common.schema.Column;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.types.DataType;
import org.apache.flink.cdc.common.utils.SchemaMergingUtils;

/**
 * Columns that hold the rows of a table before and after a change of it, as both come side by side
 * until each shard has passed the change. A pipeline of a source whose subtasks know schemas of
 * their own merges them the same way, and never drops a column.
 */
final class WidenedSchema {

    private WidenedSchema() {}

    /**
     * The columns of both: an added one where it was added, a type that holds both, and NULL where
     * one lacks the column.
     *
     * @throws IllegalArgumentException if no columns hold both; the message says which and what to
     *     do
     */
    static Schema of(TableId table, Schema known, Schema other) {
        if (!known.primaryKeys().equals(other.primaryKeys())) {
            throw new IllegalArgumentException(
                    String.format(
                            "The primary key of table '%s' changes from %s to %s, which a pipeline"
                                    + " cannot pass on. Restart the pipeline without state, with"
                                    + " an empty table in the sink",
                            table, known.primaryKeys(), other.primaryKeys()));
        }
        List<Column> columns = new ArrayList<>();
        for (Column column : known.getColumns()) {
            DataType type =
                    other.getColumn(column.getName())
                            .map(changed -> both(table, column, changed))
                            .orElseGet(() -> column.getType().nullable());
            columns.add(column.copy(type));
        }
        insertAdded(columns, names(known), other.getColumns());
        return known.copy(columns);
    }

    private static Set<String> names(Schema schema) {
        return new TreeSet<>(schema.getColumnNames());
    }

    private static void insertAdded(List<Column> columns, Set<String> known, List<Column> others) {
        int place = 0;
        for (Column other : others) {
            if (known.contains(other.getName())) {
                place = placeOf(other, columns) + 1;
            } else {
                columns.add(place++, other.copy(other.getType().nullable()));
            }
        }
    }

    private static int placeOf(Column column, List<Column> columns) {
        return columns.stream().map(Column::getName).toList().indexOf(column.getName());
    }

    private static DataType both(TableId table, Column column, Column changed) {
        DataType type = leastCommonType(table, column, changed);
        boolean nullable = column.getType().isNullable() || changed.getType().isNullable();
        return nullable ? type.nullable() : type.notNull();
    }

    /** Flink CDC gives it only for whole schemas. */
    private static DataType leastCommonType(TableId table, Column column, Column changed) {
        try {
            return SchemaMergingUtils.getLeastCommonSchema(only(column), only(changed))
                    .getColumns()
                    .get(0)
                    .getType();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.format(
                            "Column '%s' of table '%s' changes from %s to %s, and no type holds"
                                    + " the values of both. Restart the pipeline without state,"
                                    + " with an empty table in the sink",
                            column.getName(), table, column.getType(), changed.getType()),
                    e);
        }
    }

    private static Schema only(Column column) {
        return Schema.newBuilder().column(column).build();
    }
}
