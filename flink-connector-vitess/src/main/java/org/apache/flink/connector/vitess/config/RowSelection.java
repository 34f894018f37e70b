// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;

/**
 * What is read of each captured table.
 *
 * @param columns names of the columns to read, without regard to case; empty for all. The columns
 *     of the primary key are read as well
 * @param columnsByTable the same for tables that have a list of their own
 * @param where the condition of the rows to read, in the subset of SQL that VStream has; empty for
 *     all rows. Of an update, both images come if either fulfils it
 * @param filteredAgain whether rows that do not fulfil the condition do no harm, as they are
 *     filtered out later: all are read where the server would filter out the wrong ones
 * @param limit how many rows of each shard are enough: its split may end after them
 */
@Internal
public record RowSelection(
        List<String> columns,
        Map<String, List<String>> columnsByTable,
        String where,
        boolean filteredAgain,
        long limit)
        implements Serializable {

    public RowSelection {
        columns = List.copyOf(columns);
        columnsByTable = Map.copyOf(columnsByTable);
        where = where.strip();
        requireDifferentNames("'columnList'", columns);
        columnsByTable.forEach(
                (table, names) ->
                        requireDifferentNames("'tableColumnList' of '" + table + "'", names));
    }

    private static void requireDifferentNames(String option, List<String> columns) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String column : columns) {
            if (column.isBlank()) {
                throw new IllegalArgumentException(
                        "A column to read has no name: change " + option);
            }
            if (!names.add(column)) {
                throw new IllegalArgumentException(
                        "Column '" + column + "' is to be read twice: change " + option);
            }
        }
    }

    /** The same columns of each table. */
    public RowSelection(List<String> columns, String where, boolean filteredAgain, long limit) {
        this(columns, Map.of(), where, filteredAgain, limit);
    }

    /** All columns of all rows. */
    public static RowSelection all() {
        return new RowSelection(List.of(), "", false, Long.MAX_VALUE);
    }

    /** The columns to read of a table; empty for all. */
    public List<String> columnsOf(String table) {
        return columnsByTable.getOrDefault(table, columns);
    }
}
