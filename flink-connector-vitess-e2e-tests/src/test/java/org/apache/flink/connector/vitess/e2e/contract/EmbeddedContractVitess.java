// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.Transaction;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An EmbeddedVitess for the tests of one class. */
final class EmbeddedContractVitess implements ContractVitess, BeforeAllCallback, AfterAllCallback {
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private EmbeddedReshard reshard;

    /** Also called for the nested classes, which share it. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (isOutermost(context)) {
            vitess = EmbeddedVitess.start();
            keyspace = vitess.createKeyspace(KEYSPACE, "-80", "80-");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (isOutermost(context)) {
            vitess.close();
        }
    }

    static boolean isOutermost(ExtensionContext context) {
        return context.getRequiredTestClass().getEnclosingClass() == null;
    }

    @Override
    public String version() {
        return "24.0.0";
    }

    @Override
    public int port() {
        return vitess.port();
    }

    @Override
    public void createTable(TableDefinition table) {
        keyspace.createTable(table);
    }

    @Override
    public void dropTable(String table) {
        keyspace.dropTable(table);
    }

    @Override
    public void addColumn(String table, ColumnDefinition column) {
        keyspace.addColumn(table, column);
    }

    @Override
    public void alter(String shard, AlterTable statement) {
        keyspace.shard(shard).alter(statement);
    }

    @Override
    public void ddl(String shard, String table, String sql) {
        keyspace.shard(shard).ddl(table, sql);
    }

    @Override
    public void swapTables(String shard, String table, String other, String retired) {
        keyspace.shard(shard).swapTables(table, other, retired);
    }

    @Override
    public void transaction(String shard, Consumer<Transaction> body) {
        keyspace.shard(shard).transaction(body);
    }

    @Override
    public void addShards(String... shards) {
        keyspace.addShards(shards);
    }

    @Override
    public void reshard(List<String> sources, List<String> targets) {
        reshard = keyspace.reshard(sources, targets);
    }

    @Override
    public void switchTraffic() {
        reshard.switchTraffic();
    }

    @Override
    public void reverseTraffic() {
        reshard.switchTraffic();
    }

    @Override
    public void completeReshard() {
        reshard.complete();
    }
}
