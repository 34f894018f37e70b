// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sharded database that a ledger is written to. Rows are in the shard that their keyspace id
 * belongs to, so they can be resharded. Any thread may use it.
 */
public interface LedgerDatabase {

    /** The names of the shards that serve. */
    List<String> shards();

    /** The shard that the row with this primary key belongs to. */
    String shardOf(String table, String key);

    /**
     * Runs a transaction in one shard.
     *
     * @param commit whether to commit it; otherwise it is rolled back
     * @throws SQLException if it is not known whether it was committed
     * @throws IllegalStateException if a row to change is not as it should be; it was rolled back
     */
    void transaction(String shard, List<RowOperation> operations, boolean commit)
            throws SQLException;

    /**
     * Fills a table with the keys 1 to a number: accounts with a balance of 1000, or items.
     *
     * @throws SQLException if a part failed
     */
    default void fill(String table, int count) throws SQLException {
        Map<String, List<RowOperation>> inserts = new TreeMap<>();
        for (int i = 1; i <= count; i++) {
            boolean account = LedgerTable.isAccount(table);
            String key = account ? Integer.toString(i) : "n" + i;
            List<RowOperation> ofShard =
                    inserts.computeIfAbsent(shardOf(table, key), s -> new ArrayList<>());
            ofShard.add(
                    new RowOperation.Insert(
                            table,
                            account ? List.of(key, "1000", "1") : List.of(key, "1", "filled")));
        }
        for (String shard : inserts.keySet()) {
            transaction(shard, inserts.get(shard), true);
        }
    }

    /** All rows of a table in one shard, as SELECT shows them. */
    List<List<String>> rows(String shard, String table) throws SQLException;
}
