// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDatabase;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDeserializer;
import org.apache.flink.connector.vitess.testing.ledger.LedgerTable;
import org.apache.flink.connector.vitess.testing.ledger.RowOperation;

/** A ledger's tables in a keyspace of a real Vitess, through its vtgate. */
public final class VitessLedgerDatabase implements LedgerDatabase {

    /** vttablet's limit for the rows that a statement may change is 10,000. */
    private static final int ROWS_OF_AN_INSERT = 2_000;

    private final VitessCluster vitess;
    private final String keyspace;

    /** The tables of a keyspace; {@link #create} makes them. */
    public VitessLedgerDatabase(VitessCluster vitess, String keyspace) {
        this.vitess = vitess;
        this.keyspace = keyspace;
    }

    /** The keyspace's name. */
    public String keyspace() {
        return keyspace;
    }

    /** Creates tables, sharded by their primary key. */
    public void create(List<String> tables) {
        vitess.vitess()
                .applySchema(
                        keyspace,
                        tables.stream()
                                .map(VitessLedgerDatabase::createTable)
                                .collect(Collectors.joining(";")));
        vitess.vitess()
                .applyVSchema(
                        keyspace,
                        """
                        {"sharded": true,
                         "vindexes": {"hash": {"type": "hash"}, "md5": {"type": "binary_md5"}},
                         "tables": {%s}}
                        """
                                .formatted(
                                        tables.stream()
                                                .map(VitessLedgerDatabase::vindex)
                                                .collect(Collectors.joining(","))));
    }

    private static String createTable(String table) {
        return "create table "
                + table
                + (LedgerTable.isAccount(table)
                        ? " (id bigint primary key, balance bigint, version bigint)"
                        : " (name varchar(64) collate utf8mb4_bin primary key, version bigint,"
                                + " note varchar(64))");
    }

    private static String vindex(String table) {
        return "\"%s\": {\"column_vindexes\": [{\"column\": \"%s\", \"name\": \"%s\"}]}"
                .formatted(
                        table,
                        LedgerTable.columns(table).get(0),
                        LedgerTable.isAccount(table) ? "hash" : "md5");
    }

    /** A source that starts with a copy of the tables. */
    public VitessSource<LedgerChange> source(List<String> tables) {
        return builder(tables).build();
    }

    /** A source of some tables, which can be changed. */
    public VitessSourceBuilder<LedgerChange> builder(List<String> tables) {
        return VitessSource.<LedgerChange>builder()
                .hostname("localhost")
                .port(vitess.vitess().grpcPort())
                .keyspace(keyspace)
                .tableList(tables.toArray(String[]::new))
                .deserializer(new LedgerDeserializer());
    }

    /** Empties tables. A job that reads their log fails by it. */
    public void clear(List<String> tables) throws SQLException {
        for (String shard : shards()) {
            try (Connection connection = connection(shard);
                    Statement statement = connection.createStatement()) {
                for (String table : tables) {
                    statement.execute("truncate table " + table);
                }
            }
        }
    }

    @Override
    public List<String> shards() throws SQLException {
        return vitess.servingShards(keyspace);
    }

    @Override
    public void transaction(String shard, List<RowOperation> operations, boolean commit)
            throws SQLException {
        List<String> statements = statements(operations);
        int[] counts = run(shard, statements, commit);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                throw new IllegalStateException("Found no row: " + statements.get(i));
            }
        }
    }

    /**
     * Runs statements in one transaction of a shard.
     *
     * @return how many rows each of them changed; up to the first that changed none, after which
     *     the transaction is rolled back
     */
    public int[] run(String shard, List<String> statements, boolean commit) throws SQLException {
        int[] counts = new int[statements.size()];
        try (Connection connection = connection(shard);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            boolean complete = true;
            for (int i = 0; i < counts.length && complete; i++) {
                counts[i] = statement.executeUpdate(statements.get(i));
                complete = counts[i] > 0;
            }
            if (commit && complete) {
                connection.commit();
            } else {
                connection.rollback();
            }
        }
        return counts;
    }

    private static List<String> statements(List<RowOperation> operations) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            RowOperation operation = operations.get(i);
            if (operation instanceof RowOperation.Insert insert) {
                List<String> rows = new ArrayList<>();
                rows.add(row(insert.row()));
                while (rows.size() < ROWS_OF_AN_INSERT
                        && i + 1 < operations.size()
                        && operations.get(i + 1) instanceof RowOperation.Insert next
                        && next.table().equals(insert.table())) {
                    rows.add(row(next.row()));
                    i++;
                }
                statements.add(insert(insert.table(), rows));
            } else if (operation instanceof RowOperation.Update update) {
                statements.add(update(update));
            } else if (operation instanceof RowOperation.Delete delete) {
                statements.add(
                        "delete from " + delete.table() + where(delete.table(), delete.before()));
            }
        }
        return statements;
    }

    private static String insert(String table, List<String> rows) {
        return "insert into %s (%s) values %s"
                .formatted(
                        table,
                        String.join(", ", LedgerTable.columns(table)),
                        String.join(", ", rows));
    }

    private static String row(List<String> values) {
        return values.stream().collect(Collectors.joining("', '", "('", "')"));
    }

    private static String update(RowOperation.Update update) {
        List<String> columns = LedgerTable.columns(update.table());
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            sets.add(columns.get(i) + " = '" + update.after().get(i) + "'");
        }
        return "update "
                + update.table()
                + " set "
                + String.join(", ", sets)
                + where(update.table(), update.before());
    }

    private static String where(String table, List<String> before) {
        return " where %s = '%s' and version = '%d'"
                .formatted(
                        LedgerTable.columns(table).get(0),
                        before.get(0),
                        LedgerTable.version(table, before));
    }

    @Override
    public List<List<String>> rows(String shard, String table) throws SQLException {
        return rows(shard, table, "");
    }

    @Override
    public List<List<String>> rows(String shard, String table, Set<String> keys)
            throws SQLException {
        return rows(
                shard,
                table,
                " where %s in ('%s')"
                        .formatted(LedgerTable.columns(table).get(0), String.join("', '", keys)));
    }

    private List<List<String>> rows(String shard, String table, String where) throws SQLException {
        List<String> columns = LedgerTable.columns(table);
        String sql = "select %s from %s%s".formatted(String.join(", ", columns), table, where);
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = connection(shard);
                Statement statement = connection.createStatement()) {
            // Without it vttablet refuses more than 10,000 rows.
            statement.execute("set workload = olap");
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int column = 1; column <= columns.size(); column++) {
                        row.add(result.getString(column));
                    }
                    rows.add(List.copyOf(row));
                }
            }
        }
        return rows;
    }

    private Connection connection(String shard) throws SQLException {
        return vitess.connection(target(shard));
    }

    /** What Vitess calls a shard, as in {@code customer/-80}. */
    public String target(String shard) {
        return keyspace + "/" + shard;
    }
}
