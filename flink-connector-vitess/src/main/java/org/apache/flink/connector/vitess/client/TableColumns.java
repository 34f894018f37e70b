// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.position.Shard;

/** Which columns the rule of each table names, where not all are to be read. */
final class TableColumns {

    /**
     * A column of a table.
     *
     * @param table the table's name
     * @param name the column's name
     * @param primaryKey whether it is part of the index {@code PRIMARY}
     */
    record Column(String table, String name, boolean primaryKey) {

        static Column of(List<String> row) {
            return new Column(row.get(0), row.get(1), !row.get(2).isEmpty());
        }
    }

    private TableColumns() {}

    /**
     * Asks for table, name and, in the primary key, its index of each column, in the columns'
     * order.
     */
    static String ofTables(Collection<String> tables) {
        return "select c.table_name, c.column_name, s.index_name from information_schema.columns c"
                + " left join information_schema.statistics s on s.table_schema = c.table_schema"
                + " and s.table_name = c.table_name and s.column_name = c.column_name"
                + " and s.index_name = 'PRIMARY'"
                + " where c.table_schema = database() and c.table_name in ("
                + tables.stream().map(TableStatements::literal).collect(Collectors.joining(", "))
                + ") order by c.table_name, c.ordinal_position";
    }

    /**
     * The columns to name in each table's rule, in the table's order: the wanted ones and those of
     * the primary key, by which an interrupted copy is told from what it did not reach. None, for
     * all columns, of a table without a primary key: its copy goes by any of them.
     *
     * @throws VitessException if a table lacks a wanted column
     */
    static Map<String, List<String>> select(
            Shard shard, List<Column> columns, Collection<String> wanted) {
        Map<String, List<Column>> byTable =
                columns.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Column::table, TreeMap::new, Collectors.toList()));
        Map<String, List<String>> selected = new TreeMap<>();
        byTable.forEach(
                (table, its) -> {
                    requireAll(shard, table, its, wanted);
                    selected.put(table, select(its, wanted));
                });
        return selected;
    }

    private static List<String> select(List<Column> columns, Collection<String> wanted) {
        if (columns.stream().noneMatch(Column::primaryKey)) {
            return List.of();
        }
        return columns.stream()
                .filter(column -> column.primaryKey() || isAmong(column.name(), wanted))
                .map(Column::name)
                .toList();
    }

    private static void requireAll(
            Shard shard, String table, List<Column> columns, Collection<String> wanted) {
        List<String> names = columns.stream().map(Column::name).toList();
        List<String> missing = new ArrayList<>(wanted);
        missing.removeIf(column -> isAmong(column, names));
        if (!missing.isEmpty()) {
            throw new VitessException(
                    String.format(
                            "Table '%s' of keyspace '%s' has no column %s: change the columns"
                                    + " that are read (columnList, or those of the table in SQL),"
                                    + " or 'table-name' (tableList). It has the columns %s.",
                            table,
                            shard.keyspace(),
                            missing.stream().collect(Collectors.joining("', '", "'", "'")),
                            names));
        }
    }

    private static boolean isAmong(String column, Collection<String> columns) {
        return columns.stream().anyMatch(column::equalsIgnoreCase);
    }
}
