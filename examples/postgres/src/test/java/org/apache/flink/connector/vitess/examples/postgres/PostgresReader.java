// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;

/** Reads what is committed in PostgreSQL, without the code under test. */
final class PostgresReader {

    private final LocalPostgres server;
    private final String schema;

    PostgresReader(LocalPostgres server, String schema) {
        this.server = server;
        this.schema = schema;
    }

    /** Where the job writes to. */
    Postgres address() {
        return new Postgres(server.jdbcUrl(), "test", "", schema);
    }

    /** The rows of a table, each as a list of texts; none without the table or a column. */
    List<String> rows(String table, List<String> columns) {
        if (!this.columns(table).containsAll(columns)) {
            return List.of();
        }
        return query(
                columns.stream()
                        .map(column -> '"' + column + '"')
                        .collect(
                                Collectors.joining(
                                        ", ", "select ", " from " + schema + "." + table)));
    }

    private List<String> columns(String table) {
        return query(
                        "select column_name from information_schema.columns where table_schema = '%s' and table_name = '%s'"
                                .formatted(schema, table))
                .stream()
                .map(row -> row.substring(1, row.length() - 1))
                .toList();
    }

    /** The type of a column. */
    String type(String table, String column) {
        return query(
                        "select data_type from information_schema.columns where table_schema = '%s' and table_name = '%s' and column_name = '%s'"
                                .formatted(schema, table, column))
                .toString();
    }

    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private List<String> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), "test", "");
    }
}
