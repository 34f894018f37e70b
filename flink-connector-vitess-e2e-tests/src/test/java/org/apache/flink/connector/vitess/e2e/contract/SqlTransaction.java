// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.Transaction;

/** A transaction through JDBC; each call is one statement. */
final class SqlTransaction implements Transaction {
    private static final int PRI_KEY_FLAG = 2;

    private final Connection connection;
    private final Map<String, TableDefinition> tables;

    SqlTransaction(Connection connection, Map<String, TableDefinition> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    @Override
    public void insert(String table, Object... values) {
        insertAll(table, List.<Object[]>of(values));
    }

    @Override
    public void insertAll(String table, List<Object[]> rows) {
        List<String> columns = columns(table);
        String row = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        List<Object> parameters = new ArrayList<>();
        rows.forEach(values -> Collections.addAll(parameters, values));
        execute(
                "insert into `%s` (%s) values %s"
                        .formatted(
                                table,
                                String.join(", ", columns),
                                String.join(", ", Collections.nCopies(rows.size(), row))),
                parameters);
    }

    @Override
    public void update(String table, List<?> primaryKey, Object... values) {
        String set =
                columns(table).stream()
                        .map(column -> column + " = ?")
                        .collect(Collectors.joining(", "));
        List<Object> parameters = new ArrayList<>();
        Collections.addAll(parameters, values);
        parameters.addAll(primaryKey);
        execute("update `%s` set %s where %s".formatted(table, set, key(table)), parameters);
    }

    @Override
    public void delete(String table, Object... primaryKey) {
        execute("delete from `%s` where %s".formatted(table, key(table)), List.of(primaryKey));
    }

    private List<String> columns(String table) {
        return tables.get(table).columns().stream()
                .map(column -> "`" + column.name() + "`")
                .toList();
    }

    private String key(String table) {
        return tables.get(table).columns().stream()
                .filter(column -> (column.flags() & PRI_KEY_FLAG) != 0)
                .map(ColumnDefinition::name)
                .map(name -> "`" + name + "` = ?")
                .collect(Collectors.joining(" and "));
    }

    private void execute(String sql, List<Object> parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }
}
