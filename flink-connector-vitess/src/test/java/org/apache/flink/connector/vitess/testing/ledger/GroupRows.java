// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The rows of one group as its writer knows them. A key that was used once is never forgotten. */
final class GroupRows {

    /**
     * A key's row.
     *
     * @param values the columns' values; null if the row is deleted
     * @param version the version of the row, or of the one deleted last
     */
    record Entry(List<String> values, long version) {

        boolean exists() {
            return values != null;
        }
    }

    private final Map<String, Map<String, Entry>> rows = new HashMap<>();
    private final Map<String, List<String>> keys = new HashMap<>();

    /** No rows yet. */
    GroupRows(List<String> tables) {
        for (String table : tables) {
            rows.put(table, new HashMap<>());
            keys.put(table, new ArrayList<>());
        }
    }

    void add(String table, List<String> row) {
        put(table, row.get(0), new Entry(row, LedgerTable.version(table, row)));
    }

    /** The key's row, deleted or not; null for a key that was never used. */
    Entry get(String table, String key) {
        return rows.get(table).get(key);
    }

    /** One of the keys that were ever used; null if there are none. */
    String anyKey(String table, Random random) {
        List<String> all = keys.get(table);
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private void put(String table, String key, Entry entry) {
        if (rows.get(table).put(key, entry) == null) {
            keys.get(table).add(key);
        }
    }

    void apply(Draft draft) {
        draft.changed()
                .forEach((table, entries) -> entries.forEach((key, e) -> put(table, key, e)));
    }

    /** Adds the rows that exist by table and key. */
    void addTo(Map<String, String> texts) {
        rows.forEach(
                (table, entries) ->
                        entries.forEach(
                                (key, entry) -> {
                                    if (entry.exists()) {
                                        texts.put(
                                                LedgerChange.rowKey(table, key),
                                                entry.values().toString());
                                    }
                                }));
    }

    long balances() {
        return rows.getOrDefault(LedgerTable.ACCOUNT, Map.of()).values().stream()
                .filter(Entry::exists)
                .mapToLong(entry -> Long.parseLong(entry.values().get(1)))
                .sum();
    }
}
