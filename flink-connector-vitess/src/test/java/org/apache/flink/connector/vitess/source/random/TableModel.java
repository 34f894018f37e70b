// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.source.random.Change.Row;

/** One table of the keyspace: the rows that it has, and the changes that make it so. */
final class TableModel {

    private final String table;
    private final KeyKind kind;
    private final Quarters quarters;

    /** The keys of each quarter; few are used again and again. */
    private final List<List<Integer>> keys = new ArrayList<>();

    /** The key of the last row of each quarter, which only marks set. */
    private final int[] lastKeys = new int[Quarters.COUNT];

    private final TreeMap<Integer, Object[]> rows = new TreeMap<>();
    private final Map<Integer, Long> versions = new HashMap<>();
    private int addedColumns;

    TableModel(String table, KeyKind kind, Quarters quarters, int keyCount) {
        this.table = table;
        this.kind = kind;
        this.quarters = quarters;
        for (int quarter = 0; quarter < Quarters.COUNT; quarter++) {
            keys.add(new ArrayList<>());
        }
        for (int key = 0; key < keyCount; key++) {
            keys.get(quarterOf(kind.key(key))).add(key);
        }
        int found = 0;
        for (int key = KeyKind.LAST; found < Quarters.COUNT; key--) {
            int quarter = quarterOf(kind.key(key));
            if (lastKeys[quarter] == 0) {
                lastKeys[quarter] = key;
                found++;
            }
        }
    }

    private int quarterOf(Object[] key) {
        return quarters.of(table, key);
    }

    /** The rows, each under what tells it from all others. */
    Map<String, String> rows() {
        Map<String, String> all = new HashMap<>();
        rows.values()
                .forEach(
                        values -> {
                            Row row = row(values);
                            all.put(table + "/" + row.key(), row.values());
                        });
        return all;
    }

    void addColumn() {
        addedColumns++;
        rows.replaceAll((key, values) -> Arrays.copyOf(values, values.length + 1));
    }

    /** One random statement, or a few that belong together; none if the shard has no keys. */
    void change(Commit commit) {
        Random random = commit.random();
        List<Integer> own =
                Quarters.of(commit.shard()).stream()
                        .flatMap(quarter -> keys.get(quarter).stream())
                        .toList();
        if (own.isEmpty()) {
            return;
        }
        int key = own.get(random.nextInt(own.size()));
        if (!rows.containsKey(key)) {
            insert(commit, key);
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> delete(commit, key);
            case 1 -> {
                delete(commit, key);
                insert(commit, key);
            }
            case 2, 3 -> move(commit, key, own.get(random.nextInt(own.size())));
            case 4 -> {
                move(commit, key, key);
                move(commit, key, key);
            }
            default -> move(commit, key, key);
        }
    }

    /** Sets the row behind all others in a quarter, which is copied last. */
    void mark(Commit commit, int quarter) {
        int key = lastKeys[quarter];
        if (rows.containsKey(key)) {
            move(commit, key, key);
        } else {
            insert(commit, key);
        }
    }

    /** Inserts the keys of a range that the shard may have and that have no row yet. */
    void insertAll(Commit commit, int from, int to) {
        Set<Integer> own = Quarters.of(commit.shard());
        List<Object[]> added = new ArrayList<>();
        for (int key = from; key < to; key++) {
            if (!rows.containsKey(key) && own.contains(quarterOf(kind.key(key)))) {
                Object[] row = newRow(commit, key);
                added.add(row);
                rows.put(key, row);
                commit.log(table, null, row(row));
            }
        }
        if (!added.isEmpty()) {
            commit.tx().insertAll(table, added);
        }
    }

    private void insert(Commit commit, int key) {
        Object[] row = newRow(commit, key);
        commit.tx().insert(table, row);
        rows.put(key, row);
        commit.log(table, null, row(row));
    }

    private void delete(Commit commit, int key) {
        commit.tx().delete(table, kind.key(key));
        commit.log(table, row(rows.remove(key)), null);
    }

    /** An update; to another key only if that has no row. */
    private void move(Commit commit, int from, int to) {
        int target = rows.containsKey(to) ? from : to;
        Object[] row = newRow(commit, target);
        commit.tx().update(table, Arrays.asList(kind.key(from)), row);
        commit.log(table, row(rows.remove(from)), row(row));
        rows.put(target, row);
    }

    private Object[] newRow(Commit commit, int key) {
        List<Object> row = new ArrayList<>(Arrays.asList(spelled(key, commit.random())));
        row.add(versions.merge(key, 1L, Long::sum));
        Random random = commit.random();
        String note = random.nextInt(4) == 0 ? null : "x".repeat(random.nextInt(9));
        row.add(key > KeyKind.LAST - 1_000 ? View.SEEN : note);
        for (int i = 0; i < addedColumns; i++) {
            row.add(random.nextBoolean() ? null : random.nextInt(100));
        }
        return row.toArray();
    }

    /** Vitess' vindex is of the bytes: in another quarter, the same key would be another row. */
    private Object[] spelled(int key, Random random) {
        Object[] plain = kind.key(key);
        Object[] spelled = kind.spelled(key, random);
        return quarterOf(spelled) == quarterOf(plain) ? spelled : plain;
    }

    private Row row(Object[] values) {
        List<byte[]> columns = new ArrayList<>();
        for (Object value : values) {
            columns.add(
                    value == null || value instanceof byte[]
                            ? (byte[]) value
                            : value.toString().getBytes(StandardCharsets.UTF_8));
        }
        return Row.of(columns, kind.key(0).length, kind.ignoresCase());
    }
}
