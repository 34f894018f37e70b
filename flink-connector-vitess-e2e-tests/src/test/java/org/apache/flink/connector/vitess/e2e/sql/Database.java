// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** A server that is asked by JDBC, without Flink: what it says is what is in it. */
interface Database {

    /** A new connection; the caller closes it. */
    Connection connect() throws SQLException;

    static Database of(VitessCluster vitess) {
        return () -> vitess.connection("customer");
    }

    static Database of(LocalPostgres postgres) {
        return () -> DriverManager.getConnection(postgres.jdbcUrl(), "test", "");
    }

    /** Runs statements, each in its own transaction. */
    default void run(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + String.join("; ", statements), e);
        }
    }

    /** The rows of a query, in classes that are the same for every server. */
    default List<List<Object>> rows(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object value = result.getObject(i);
                    row.add(value instanceof Timestamp at ? at.toLocalDateTime() : value);
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    /** Waits until a query has the same rows here as another one has there; returns them. */
    default List<List<Object>> awaitEqual(String sql, Database other, String otherSql) {
        Waiting.until(
                () -> rows(sql).equals(other.rows(otherSql)),
                () ->
                        "the rows are equal: %s has\n%s\nand %s has\n%s"
                                .formatted(sql, rows(sql), otherSql, other.rows(otherSql)));
        return rows(sql);
    }
}
