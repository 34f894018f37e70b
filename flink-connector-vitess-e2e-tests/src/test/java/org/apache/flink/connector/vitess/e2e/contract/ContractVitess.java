// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.Transaction;

/**
 * A Vitess that the contract is tried on, with keyspace {@code customer} and its shards {@code -80}
 * and {@code 80-}.
 */
interface ContractVitess {
    String KEYSPACE = "customer";

    /** The version of Vitess, as in {@code 24.0.0}; of an embedded one, that which it is like. */
    String version();

    /** The port of vtgate's gRPC service on loopback. */
    int port();

    /** Creates a table in all shards. */
    void createTable(TableDefinition table);

    /** Drops a table in all shards that have it, before any resharding. */
    void dropTable(String table);

    /** Adds a column at the end of a table in all shards. */
    void addColumn(String table, ColumnDefinition column);

    /** Alters a table in one shard. */
    void alter(String shard, AlterTable statement);

    /** Carries out a schema change of a table in one shard that changes no column. */
    void ddl(String shard, String table, String sql);

    /** Gives a table's name to another one by one statement in one shard. */
    void swapTables(String shard, String table, String other, String retired);

    /** Runs one transaction on one shard. */
    void transaction(String shard, Consumer<Transaction> body);

    /** Adds shards that do not serve yet. */
    void addShards(String... shards);

    /** Starts to copy the sources to the targets. */
    void reshard(List<String> sources, List<String> targets);

    /**
     * Waits until the targets have caught up, and lets those of the last {@link #reshard} serve
     * instead of the sources.
     */
    void switchTraffic();

    /** Lets the sources of the last {@link #reshard} serve again. */
    void reverseTraffic();

    /** Ends the last {@link #reshard} and deletes its sources. */
    void completeReshard();
}
