// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Prints the tables of the schema as they change. */
final class WrittenRows implements AutoCloseable {

    /** Its columns, and what was ever done to its rows, by PostgreSQL's own statistics. */
    private static final String TABLES =
            """
            select s.relname, s.n_tup_ins, s.n_tup_upd, s.n_tup_del,
                   (select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
                    from pg_attribute a where a.attrelid = s.relid and a.attnum > 0 and not a.attisdropped)
            from pg_stat_user_tables s where s.schemaname = '%s' order by s.relname
            """;

    private final Connection connection;
    private final String query;
    private final Map<String, String> printed = new HashMap<>();

    WrittenRows(Postgres postgres) throws SQLException {
        connection = postgres.connect();
        connection.setAutoCommit(true);
        query = TABLES.formatted(postgres.schema().replace("'", "''"));
        System.out.printf(
                "  %-14s %8s %8s %8s  %s%n", "TABLE", "INSERTED", "UPDATED", "DELETED", "COLUMNS");
    }

    /** Prints a line for each table that is no longer as it was printed last. */
    void printNew() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(query)) {
            while (tables.next()) {
                String line =
                        "  %-14s %8d %8d %8d  %s"
                                .formatted(
                                        tables.getString(1),
                                        tables.getLong(2),
                                        tables.getLong(3),
                                        tables.getLong(4),
                                        tables.getString(5));
                if (!line.equals(printed.put(tables.getString(1), line))) {
                    System.out.println(line);
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
