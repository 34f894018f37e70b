// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * Writes the changes of one subtask in their order, some in one transaction, the last ones before
 * each checkpoint. Used by the task's thread.
 */
final class PostgresWriter implements SinkWriter<TableChange> {

    private static final int MOST_CHANGES = 1_000;

    private final Connection connection;
    private final PostgresTables tables;

    /** The statements of each table, by the form of the rows. */
    private final Map<String, Map<String, RowStatements>> statements = new HashMap<>();

    private final List<TableChange> changes = new ArrayList<>();

    PostgresWriter(Postgres postgres) throws IOException {
        try {
            connection = postgres.connect();
        } catch (SQLException e) {
            throw new IOException("Cannot connect to " + postgres.url() + ": " + e.getMessage(), e);
        }
        tables = new PostgresTables(connection, postgres.schema());
    }

    @Override
    public void write(TableChange change, Context context) throws IOException {
        changes.add(change);
        if (changes.size() == MOST_CHANGES) {
            flush(false);
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
        for (TableChange change : changes) {
            prepare(change);
        }
        try (Batch batch = new Batch()) {
            for (TableChange change : changes) {
                batch.add(change);
            }
            batch.execute();
            connection.commit();
        } catch (SQLException e) {
            throw new IOException("Cannot write to PostgreSQL: " + e.getMessage(), e);
        }
        changes.clear();
    }

    /** Before the transaction of the rows: others may be altering the table. */
    private void prepare(TableChange change) throws IOException {
        Map<String, RowStatements> ofTable =
                statements.computeIfAbsent(change.table(), table -> new HashMap<>());
        if (ofTable.containsKey(change.form())) {
            return;
        }
        try {
            TableForm form = TableForm.parse(change.form());
            TableForm present = tables.holding(change.table(), form);
            String name = tables.name(change.table());
            ofTable.put(change.form(), RowStatements.of(name, form, present));
        } catch (SQLException e) {
            throw new IOException(
                    "Cannot create or alter table '" + change.table() + "': " + e.getMessage(), e);
        }
    }

    /** Statements that are alike and follow one another go to PostgreSQL together. */
    private final class Batch implements AutoCloseable {

        private String sql;
        private String table;
        private PreparedStatement statement;

        void add(TableChange change) throws SQLException {
            RowStatements of = statements.get(change.table()).get(change.form());
            if (change.deleted() != null) {
                add(change.table(), of.delete(), change.deleted());
            }
            if (change.written() != null) {
                add(change.table(), of.upsert(), change.written());
            }
        }

        private void add(String ofTable, String newSql, String[] values) throws SQLException {
            if (!newSql.equals(sql)) {
                execute();
                close();
                statement = connection.prepareStatement(newSql);
                sql = newSql;
                table = ofTable;
            }
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.addBatch();
        }

        void execute() throws SQLException {
            if (statement == null) {
                return;
            }
            try {
                statement.executeBatch();
            } catch (SQLException e) {
                // The message of the batch itself repeats the values.
                SQLException cause = e.getNextException() == null ? e : e.getNextException();
                throw new SQLException("table '" + table + "': " + cause.getMessage(), cause);
            }
        }

        @Override
        public void close() throws SQLException {
            if (statement != null) {
                statement.close();
                statement = null;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
