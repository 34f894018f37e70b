// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Creates the tables in PostgreSQL, adds columns and widens them: they only ever become more and
 * wider, so that they hold rows of all forms that come. For one thread; others do the same at the
 * same time.
 */
final class PostgresTables {

    /** Two CREATE TABLE of one name at once would fail, even with IF NOT EXISTS. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtext(?))";

    private static final String COLUMNS =
            """
            select a.attname,
                   t.typname || case when t.typname = 'numeric' and a.atttypmod > 0
                     then format('(%s,%s)', (a.atttypmod - 4) >> 16, (a.atttypmod - 4) & 65535)
                     else '' end,
                   exists (select 1 from pg_index i
                           where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey))
            from pg_attribute a join pg_type t on t.oid = a.atttypid
            where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
            order by a.attnum
            """;

    private final Connection connection;
    private final String schema;

    /**
     * Prepares it.
     *
     * @param connection without a transaction whenever a method is called
     * @param schema where the tables are
     */
    PostgresTables(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** The name of a table as SQL has it. */
    String name(String table) {
        return PostgresColumn.quoted(schema) + "." + PostgresColumn.quoted(table);
    }

    /**
     * Makes a table that holds rows of some form.
     *
     * @return all columns that it then has
     * @throws IllegalArgumentException if it cannot hold them; the message says why and what to do
     */
    TableForm holding(String table, TableForm needed) throws SQLException {
        try {
            lock();
            TableForm present = present(table);
            if (present.columns().isEmpty()) {
                create(table, needed);
            } else {
                alter(table, actions(table, present, needed));
            }
            TableForm made = present(table);
            connection.commit();
            return made;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    private void lock() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, schema);
            statement.execute();
        }
    }

    private TableForm present(String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, name(table));
            List<PostgresColumn> columns = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(
                            new PostgresColumn(
                                    rows.getString(1), rows.getString(2), rows.getBoolean(3)));
                }
            }
            return new TableForm(columns);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void create(String table, TableForm form) throws SQLException {
        if (!hasSchema()) {
            execute("create schema " + PostgresColumn.quoted(schema));
        }
        String columns =
                form.columns().stream()
                        .map(column -> column.quoted() + " " + column.type())
                        .collect(Collectors.joining(", "));
        String key =
                form.key().stream().map(PostgresColumn::quoted).collect(Collectors.joining(", "));
        execute("create table %s (%s, primary key (%s))".formatted(name(table), columns, key));
    }

    private boolean hasSchema() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select 1 from pg_namespace where nspname = ?")) {
            statement.setString(1, schema);
            return statement.executeQuery().next();
        }
    }

    private void alter(String table, List<String> actions) throws SQLException {
        if (!actions.isEmpty()) {
            execute("alter table " + name(table) + String.join(",", actions));
        }
    }

    /** Whether there are tables already. */
    boolean isEmpty() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select 1 from pg_tables where schemaname = ?")) {
            statement.setString(1, schema);
            return !statement.executeQuery().next();
        }
    }

    /** What has to be done to the columns. */
    private static List<String> actions(String table, TableForm present, TableForm needed) {
        requireSameKey(table, present, needed);
        List<String> actions = new ArrayList<>();
        for (PostgresColumn column : needed.columns()) {
            PostgresColumn known = present.column(column.name()).orElse(null);
            if (known == null) {
                actions.add(" add column " + column.quoted() + " " + column.type());
                continue;
            }
            String type = wider(table, known, column.type());
            if (!type.equals(known.type())) {
                actions.add(" alter column " + known.quoted() + " type " + type);
            }
        }
        return actions;
    }

    private static void requireSameKey(String table, TableForm present, TableForm needed) {
        List<String> key = names(present.key());
        List<String> wanted = names(needed.key());
        if (!key.equals(wanted)) {
            throw new IllegalArgumentException(
                    "The primary key of table '%s' is %s in PostgreSQL and %s in MySQL. Drop the table in PostgreSQL, and restart the job without state"
                            .formatted(table, key, wanted));
        }
    }

    private static List<String> names(List<PostgresColumn> columns) {
        return columns.stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    private static String wider(String table, PostgresColumn present, String other) {
        return PostgresTypes.wider(present.type(), other)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Column '%s' of table '%s' is %s in PostgreSQL and comes as %s: give it type text in PostgreSQL, which holds all but bytes, and restart the job"
                                                .formatted(
                                                        present.name(),
                                                        table,
                                                        present.type(),
                                                        other)));
    }
}
