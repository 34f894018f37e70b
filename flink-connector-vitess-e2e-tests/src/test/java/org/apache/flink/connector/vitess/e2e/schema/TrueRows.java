// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.e2e.VitessCluster;

/**
 * Changes rows of one shard, and keeps the lines that {@link NamedRows} has to make of each image:
 * by MySQL's own {@code SELECT}, in the transaction that makes the change, so that no ALTER comes
 * in between. For one thread.
 */
final class TrueRows {

    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit");

    private final VitessCluster vitess;
    private final String keyspace;
    private final String shard;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, ArrayDeque<Long>> ids = new HashMap<>();
    private long nextId = 10_000;

    TrueRows(VitessCluster vitess, String keyspace, String shard) {
        this.vitess = vitess;
        this.keyspace = keyspace;
        this.shard = shard;
    }

    String shard() {
        return shard;
    }

    /** The lines of all images so far, in their order. */
    List<String> lines() {
        return lines;
    }

    /** Runs a statement that changes no rows, if MySQL takes it. */
    boolean tryToExecute(String sql) {
        try (Connection connection = vitess.connection(keyspace + "/" + shard);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * A column as it is now.
     *
     * @param dataType the bare type, such as {@code int}
     */
    record LiveColumn(String name, String dataType, boolean unsigned) {

        boolean hasLabels() {
            return dataType.equals("enum") || dataType.equals("set");
        }
    }

    /** The columns of a table as they are now. */
    List<LiveColumn> columns(String table) {
        try (Connection connection = vitess.connection(keyspace + "/" + shard);
                Statement statement = connection.createStatement()) {
            return liveColumns(statement, table);
        } catch (SQLException e) {
            throw new IllegalStateException("failed on " + shard + ": " + table, e);
        }
    }

    private static List<LiveColumn> liveColumns(Statement statement, String table)
            throws SQLException {
        List<LiveColumn> columns = new ArrayList<>();
        String sql =
                "select column_name, data_type, column_type from information_schema.columns where"
                        + " table_schema = database() and table_name = '%s' order by"
                        + " ordinal_position";
        try (ResultSet rows = statement.executeQuery(sql.formatted(table))) {
            while (rows.next()) {
                columns.add(
                        new LiveColumn(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3).contains("unsigned")));
            }
        }
        return columns;
    }

    /** Inserts a row with a value for each column but the key. */
    void insert(String table, Function<LiveColumn, String> value) {
        long id = nextId++;
        change(
                table,
                id,
                columns ->
                        columns.stream()
                                .filter(column -> !column.name().equals("id"))
                                .map(column -> column.name() + " = " + value.apply(column))
                                .collect(
                                        Collectors.joining(
                                                ", ",
                                                "insert into %s set id = %d, ".formatted(table, id),
                                                "")));
        ids.computeIfAbsent(table, t -> new ArrayDeque<>()).add(id);
    }

    /** Deletes the oldest row that {@link #insert} made. */
    void delete(String table) {
        long id = ids.get(table).remove();
        change(table, id, columns -> "delete from %s where id = %d".formatted(table, id));
    }

    private void change(String table, long id, Function<List<LiveColumn>, String> change) {
        try {
            transaction(table, id, id, change);
        } catch (SQLException e) {
            throw new IllegalStateException("failed on " + shard + ": " + table, e);
        }
    }

    private void transaction(
            String table, long id, long newId, Function<List<LiveColumn>, String> change)
            throws SQLException {
        try (Connection connection = vitess.connection(keyspace + "/" + shard);
                Statement statement = connection.createStatement()) {
            // What JDBC does instead begins no transaction with a SELECT.
            statement.execute("begin");
            List<String> columns = columns(statement, table);
            String sql = change.apply(liveColumns(statement, table));
            List<String> before = image(statement, table, columns, id);
            statement.execute(sql);
            List<String> after = image(statement, table, columns, newId);
            if (!columns(statement, table).equals(columns)) {
                throw new IllegalStateException(table + " was altered inside a transaction");
            }
            statement.execute("commit");
            keep(table, before, after);
        }
    }

    /** Runs a statement that changes no rows, such as a DDL statement. */
    void execute(String sql) {
        try (Connection connection = vitess.connection(keyspace + "/" + shard);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("failed on " + shard + ": " + sql, e);
        }
    }

    /** A key that this shard has not had. */
    long nextId() {
        return nextId++;
    }

    /** Runs the first of these statements that MySQL takes, which changes the row with this key. */
    void change(String table, long id, String... sql) {
        change(table, id, id, sql);
    }

    /** Runs a statement that changes the row with this key, and may give it another one. */
    void change(String table, long id, long newId, String... sql) {
        List<SQLException> refusals = new ArrayList<>();
        for (String statement : sql) {
            try {
                tryToChange(table, id, newId, statement);
                return;
            } catch (SQLException e) {
                refusals.add(e);
            }
        }
        IllegalStateException failure =
                new IllegalStateException("failed on " + shard + ": " + List.of(sql));
        refusals.forEach(failure::addSuppressed);
        throw failure;
    }

    private void tryToChange(String table, long id, long newId, String sql) throws SQLException {
        transaction(table, id, newId, columns -> sql);
    }

    /** Deletes all rows, one by one. */
    void deleteAll(String table) {
        vitess.queryTarget(keyspace + "/" + shard, "select id from " + table + " order by id")
                .forEach(
                        row ->
                                change(
                                        table,
                                        Long.parseLong(row.get(0)),
                                        "delete from %s where id = %s"
                                                .formatted(table, row.get(0))));
    }

    /** The line of a row as it is now, as if it was copied. */
    String line(String table, long id) {
        try (Connection connection = vitess.connection(keyspace + "/" + shard);
                Statement statement = connection.createStatement()) {
            return NamedRows.line(
                    shard, table, "r", image(statement, table, columns(statement, table), id));
        } catch (SQLException e) {
            throw new IllegalStateException("failed on " + shard + ": " + table, e);
        }
    }

    private void keep(String table, List<String> before, List<String> after) {
        boolean update = !before.isEmpty() && !after.isEmpty();
        if (!before.isEmpty()) {
            lines.add(NamedRows.line(shard, table, update ? "u-" : "d", before));
        }
        if (!after.isEmpty()) {
            lines.add(NamedRows.line(shard, table, update ? "u+" : "c", after));
        }
    }

    /** Each column as it is to be selected, by its name in their order. */
    private static List<String> columns(Statement statement, String table) throws SQLException {
        // Holds the table as it is to the end of the transaction.
        statement.executeQuery("select 1 from `" + table + "` limit 1 for update").close();
        List<String> columns = new ArrayList<>();
        String sql =
                "select column_name, data_type from information_schema.columns where table_schema"
                        + " = database() and table_name = '%s' order by ordinal_position";
        try (ResultSet rows = statement.executeQuery(sql.formatted(table))) {
            while (rows.next()) {
                String name = rows.getString(1);
                columns.add(name);
                columns.add(
                        BYTES.contains(rows.getString(2))
                                ? "hex(`%s`)".formatted(name)
                                : "`%s`".formatted(name));
            }
        }
        return columns;
    }

    /** The values of a row; none if there is no such row. */
    private static List<String> image(
            Statement statement, String table, List<String> columns, long id) throws SQLException {
        Map<String, String> selected = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i += 2) {
            selected.put(columns.get(i), columns.get(i + 1));
        }
        String sql =
                "select %s from `%s` where id = %d"
                        .formatted(String.join(", ", selected.values()), table, id);
        List<String> values = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            if (row.next()) {
                int column = 1;
                for (String name : selected.keySet()) {
                    byte[] sent = row.getBytes(column++);
                    values.add(
                            name
                                    + "="
                                    + (sent == null
                                            ? null
                                            : new String(sent, StandardCharsets.UTF_8)));
                }
            }
        }
        return values;
    }
}
