// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.MySqlTypes;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * The statements that ask MySQL how tables are declared, and what their answers mean. They are sent
 * to one shard as they are.
 */
final class TableStatements {

    /** vttablet gives at most 10,000 rows, and a table has at most 1,017 columns. */
    private static final int TABLES_AT_ONCE = 9;

    /** Begins a statement whose rows have, after the table's name, what {@link #column} needs. */
    static final String SELECT_COLUMN =
            "select c.table_name, c.column_name, c.data_type, c.column_type, c.is_nullable,"
                    + (" c.column_key, c.collation_name, coalesce(l.id, "
                            + MySqlTypes.BINARY_COLLATION
                            + "),");

    private TableStatements() {}

    /** The answers for all tables, in as many statements as are needed. */
    static Stream<List<String>> parts(List<String> tables) {
        return IntStream.iterate(0, from -> from < tables.size(), from -> from + TABLES_AT_ONCE)
                .mapToObj(
                        from ->
                                tables.subList(
                                        from, Math.min(from + TABLES_AT_ONCE, tables.size())));
    }

    /** Asks for the comments of tables, each in one row; no row of what is no table. */
    static String comments(List<String> tables) {
        return "select table_name, table_comment from information_schema.tables"
                + " where table_schema = database() and table_type = 'BASE TABLE'"
                + " and table_name in "
                + list(tables);
    }

    /** Asks for all that is kept of each column, in their order. */
    static String columns(List<String> tables) {
        return SELECT_COLUMN
                + " c.column_comment from information_schema.columns c"
                + " left join information_schema.collations l on l.collation_name = c.collation_name"
                + " where c.table_schema = database() and c.table_name in "
                + list(tables)
                + " order by c.table_name, c.ordinal_position";
    }

    /** Asks for the columns of the unique keys, each key in its order, the primary key first. */
    static String uniqueKeys(List<String> tables) {
        return "select table_name, index_name, column_name from information_schema.statistics"
                + " where table_schema = database() and non_unique = 0 and table_name in "
                + list(tables)
                + " order by table_name, index_name <> 'PRIMARY', index_name, seq_in_index";
    }

    /** The operand of {@code in}. */
    static String list(List<String> names) {
        return names.stream()
                .map(TableStatements::literal)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    static String literal(String name) {
        return "'" + name.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** Puts the answers to {@link #comments}, {@link #columns} and {@link #uniqueKeys} together. */
    static List<TableDescription> descriptions(
            String keyspace,
            List<List<String>> comments,
            List<List<String>> columns,
            List<List<String>> uniqueKeys) {
        Map<String, List<List<String>>> columnsOf = byTable(columns);
        Map<String, List<List<String>>> keysOf = byTable(uniqueKeys);
        return comments.stream()
                .map(
                        row ->
                                description(
                                        keyspace,
                                        row.get(0),
                                        row.get(1),
                                        columnsOf.getOrDefault(row.get(0), List.of()),
                                        keys(keysOf.getOrDefault(row.get(0), List.of()))))
                .toList();
    }

    /** The rows without the table's name, which is their first value. */
    private static Map<String, List<List<String>>> byTable(List<List<String>> rows) {
        return rows.stream()
                .collect(
                        Collectors.groupingBy(
                                row -> row.get(0),
                                Collectors.mapping(
                                        row -> row.subList(1, row.size()), Collectors.toList())));
    }

    private static TableDescription description(
            String keyspace,
            String table,
            String comment,
            List<List<String>> columns,
            List<List<String>> keys) {
        List<String> primaryKey = primaryKey(columns, keys);
        Set<String> notNull = names(columns, row -> row.get(3).equals("NO"));
        return new TableDescription(
                new TableSchema(
                        keyspace, table, columns.stream().map(row -> column(table, row)).toList()),
                primaryKey,
                keys.stream()
                        .filter(key -> notNull.containsAll(key) && !key.equals(primaryKey))
                        .toList(),
                comment,
                columns.stream()
                        .filter(row -> !row.get(7).isEmpty())
                        .collect(Collectors.toMap(row -> row.get(0), row -> row.get(7))));
    }

    /** A key of an expression has a column without a name. */
    private static List<List<String>> keys(List<List<String>> uniqueKeys) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        uniqueKeys.forEach(
                row -> keys.computeIfAbsent(row.get(0), k -> new ArrayList<>()).add(row.get(1)));
        return List.copyOf(keys.values());
    }

    /** The first unique key that has all marked columns; MySQL marks those of no other. */
    private static List<String> primaryKey(List<List<String>> columns, List<List<String>> keys) {
        Set<String> marked = names(columns, TableStatements::isInPrimaryKey);
        return keys.stream()
                .filter(key -> new HashSet<>(key).equals(marked))
                .findFirst()
                .orElse(List.of());
    }

    private static Set<String> names(List<List<String>> columns, Predicate<List<String>> selected) {
        return columns.stream().filter(selected).map(row -> row.get(0)).collect(Collectors.toSet());
    }

    /**
     * A column from its name, data type, column type, nullability, key, collation and collation id.
     */
    static Column column(String table, List<String> row) {
        return new Column(
                row.get(0),
                type(table, row),
                row.get(2),
                Integer.parseInt(row.get(6)),
                isInPrimaryKey(row),
                row.get(3).equals("NO"));
    }

    private static boolean isInPrimaryKey(List<String> column) {
        return column.get(4).equals("PRI");
    }

    /** The type in Vitess' words. */
    private static MySqlType type(String table, List<String> row) {
        return MySqlTypes.of(row.get(1), row.get(2), row.get(5).endsWith("_bin"))
                .orElseThrow(
                        () ->
                                new VitessException(
                                        String.format(
                                                "Column '%s' of table '%s' has the type %s, which"
                                                        + " this connector does not know: leave"
                                                        + " the table out, or use a newer"
                                                        + " connector",
                                                row.get(0), table, row.get(2))));
    }
}
