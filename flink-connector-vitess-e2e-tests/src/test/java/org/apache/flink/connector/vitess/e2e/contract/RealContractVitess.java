// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.e2e.ReshardWorkflow;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.Transaction;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** A real cluster, changed by vtctldclient and by SQL. */
final class RealContractVitess
        implements ContractVitess, BeforeAllCallback, AfterAllCallback, TestWatcher {
    private static final int PRI_KEY_FLAG = 2;

    private final VitessCluster cluster = VitessCluster.keyspace(KEYSPACE).shards("-80", "80-");
    private final Map<String, TableDefinition> tables = new LinkedHashMap<>();
    private ReshardWorkflow reshard;

    /** Also called for the nested classes, which share the cluster. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (EmbeddedContractVitess.isOutermost(context)) {
            cluster.beforeAll(context);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (EmbeddedContractVitess.isOutermost(context)) {
            cluster.afterAll(context);
        }
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        cluster.testFailed(context, cause);
    }

    @Override
    public String version() {
        return cluster.vitess().version();
    }

    @Override
    public int port() {
        return cluster.vitess().grpcPort();
    }

    @Override
    public void createTable(TableDefinition table) {
        tables.put(table.name(), table);
        String columns =
                table.columns().stream()
                        .map(ColumnDefinition::sql)
                        .collect(Collectors.joining(", "));
        String key =
                table.columns().stream()
                        .filter(column -> (column.flags() & PRI_KEY_FLAG) != 0)
                        .map(column -> "`" + column.name() + "`")
                        .collect(Collectors.joining(", "));
        cluster.vitess()
                .applySchema(
                        KEYSPACE,
                        "create table `%s` (%s, primary key (%s))"
                                .formatted(table.name(), columns, key));
    }

    @Override
    public void dropTable(String table) {
        tables.remove(table);
        List.of("-80", "80-")
                .forEach(shard -> execute(shard, "drop table if exists `" + table + "`"));
    }

    @Override
    public void addColumn(String table, ColumnDefinition column) {
        tables.put(table, tables.get(table).column(column));
        cluster.vitess()
                .applySchema(
                        KEYSPACE, "alter table `%s` add column %s".formatted(table, column.sql()));
    }

    @Override
    public void alter(String shard, AlterTable statement) {
        execute(shard, statement.sql());
        List<ColumnDefinition> columns =
                statement.applyTo(tables.get(statement.table())).stream()
                        .map(AlterTable.AlteredColumn::definition)
                        .toList();
        tables.put(statement.table(), new TableDefinition(statement.table(), columns));
    }

    @Override
    public void ddl(String shard, String table, String sql) {
        execute(shard, sql);
    }

    @Override
    public void swapTables(String shard, String table, String other, String retired) {
        execute(
                shard,
                "rename table `%s` to `%s`, `%s` to `%s`".formatted(table, retired, other, table));
        TableDefinition now = tables.remove(other);
        tables.put(table, new TableDefinition(table, now.columns()));
    }

    private void execute(String shard, String sql) {
        try (Connection connection = cluster.connection(KEYSPACE + "/" + shard);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed on " + shard, e);
        }
    }

    @Override
    public void transaction(String shard, Consumer<Transaction> body) {
        try (Connection connection = cluster.connection(KEYSPACE + "/" + shard)) {
            connection.setAutoCommit(false);
            body.accept(new SqlTransaction(connection, tables));
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the transaction on " + shard + " failed", e);
        }
    }

    @Override
    public void addShards(String... shards) {
        cluster.vitess().addShards(KEYSPACE, shards);
    }

    @Override
    public void reshard(List<String> sources, List<String> targets) {
        cluster.vitess().applyVSchema(KEYSPACE, vschema());
        reshard = cluster.reshard(sources, targets);
    }

    @Override
    public void switchTraffic() {
        reshard.switchTraffic();
    }

    @Override
    public void reverseTraffic() {
        reshard.reverseTraffic();
    }

    @Override
    public void completeReshard() {
        reshard.complete();
    }

    /** By the first column, as EmbeddedVitess shards. */
    private String vschema() {
        String vindexes =
                tables.values().stream()
                        .map(
                                table ->
                                        """
                                        "%s": {"column_vindexes": [{"column": "%s", "name": "hash"}]}"""
                                                .formatted(
                                                        table.name(),
                                                        table.columns().get(0).name()))
                        .collect(Collectors.joining(", "));
        return """
               {"sharded": true, "vindexes": {"hash": {"type": "hash"}}, "tables": {%s}}
               """
                .formatted(vindexes);
    }
}
