// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sharded database that a ledger is written to. Rows are in the shard that their {@link
 * KeyGroup} belongs to, so they can be resharded. Any thread may use it.
 */
public interface LedgerDatabase {

    /**
     * The names of the shards that serve now; together they hold all groups.
     *
     * @throws SQLException if the database cannot be asked
     */
    List<String> shards() throws SQLException;

    /** The groups of keys that no shard cuts. */
    default KeyGroups groups() {
        return KeyGroups.QUARTERS;
    }

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
        List<String> shards = shards();
        Map<KeyGroup, List<RowOperation>> inserts = new HashMap<>();
        for (int i = 1; i <= count; i++) {
            boolean account = LedgerTable.isAccount(table);
            String key = account ? Integer.toString(i) : "n" + i;
            List<RowOperation> ofGroup =
                    inserts.computeIfAbsent(groups().of(table, key), g -> new ArrayList<>());
            ofGroup.add(
                    new RowOperation.Insert(
                            table,
                            account ? List.of(key, "1000", "1") : List.of(key, "1", "filled")));
        }
        for (KeyGroup group : inserts.keySet()) {
            transaction(group.shardAmong(shards), inserts.get(group), true);
        }
    }

    /** All rows of a table in one shard, as SELECT shows them. */
    List<List<String>> rows(String shard, String table) throws SQLException;

    /** The rows of a table in one shard with these primary keys, as SELECT shows them. */
    List<List<String>> rows(String shard, String table, Set<String> keys) throws SQLException;
}
