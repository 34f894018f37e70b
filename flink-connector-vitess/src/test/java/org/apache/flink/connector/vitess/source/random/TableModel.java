// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.source.random.Change.Row;
import org.apache.flink.connector.vitess.testutils.embedded.Transaction;

/** One table of one shard: the rows that it has, and the changes that make it so. */
final class TableModel {

    private final String shard;
    private final String table;
    private final KeyKind kind;

    /** How many keys there are; few are used again and again. */
    private final int keys;

    private final TreeMap<Integer, Object[]> rows = new TreeMap<>();
    private final Map<Integer, Long> versions = new HashMap<>();
    private int addedColumns;

    TableModel(String shard, String table, KeyKind kind, int keys) {
        this.shard = shard;
        this.table = table;
        this.kind = kind;
        this.keys = keys;
    }

    /** The rows, each under what tells it from all others. */
    Map<String, String> rows() {
        Map<String, String> all = new HashMap<>();
        rows.values()
                .forEach(
                        values -> {
                            Change change = change(0, null, values);
                            all.put(change.keyOf(change.after()), change.after().values());
                        });
        return all;
    }

    void addColumn() {
        addedColumns++;
        rows.replaceAll((key, values) -> Arrays.copyOf(values, values.length + 1));
    }

    /** One random statement, or a few that belong together. */
    void change(Transaction tx, long number, Random random, List<Change> log) {
        int key = random.nextInt(keys);
        if (!rows.containsKey(key)) {
            insert(tx, number, key, random, log);
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> delete(tx, number, key, log);
            case 1 -> {
                delete(tx, number, key, log);
                insert(tx, number, key, random, log);
            }
            case 2, 3 -> move(tx, number, key, random.nextInt(keys), random, log);
            case 4 -> {
                move(tx, number, key, key, random, log);
                move(tx, number, key, key, random, log);
            }
            default -> move(tx, number, key, key, random, log);
        }
    }

    /** Sets the row behind all others, which is copied last. Returns its version. */
    long mark(Transaction tx, long number, Random random, List<Change> log) {
        if (rows.containsKey(KeyKind.LAST)) {
            move(tx, number, KeyKind.LAST, KeyKind.LAST, random, log);
        } else {
            insert(tx, number, KeyKind.LAST, random, log);
        }
        return versions.get(KeyKind.LAST);
    }

    /** Inserts the keys of a range that have no row yet, by one statement. */
    void insertAll(Transaction tx, long number, int from, int to, Random random, List<Change> log) {
        List<Object[]> added = new ArrayList<>();
        for (int key = from; key < to; key++) {
            if (!rows.containsKey(key)) {
                Object[] row = newRow(key, random);
                added.add(row);
                rows.put(key, row);
                log.add(change(number, null, row));
            }
        }
        if (!added.isEmpty()) {
            tx.insertAll(table, added);
        }
    }

    private void insert(Transaction tx, long number, int key, Random random, List<Change> log) {
        Object[] row = newRow(key, random);
        tx.insert(table, row);
        rows.put(key, row);
        log.add(change(number, null, row));
    }

    private void delete(Transaction tx, long number, int key, List<Change> log) {
        tx.delete(table, kind.key(key));
        log.add(change(number, rows.remove(key), null));
    }

    /** An update; to another key only if that has no row. */
    private void move(
            Transaction tx, long number, int from, int to, Random random, List<Change> log) {
        int target = rows.containsKey(to) ? from : to;
        Object[] row = newRow(target, random);
        tx.update(table, Arrays.asList(kind.key(from)), row);
        log.add(change(number, rows.remove(from), row));
        rows.put(target, row);
    }

    private Object[] newRow(int key, Random random) {
        List<Object> row = new ArrayList<>(Arrays.asList(kind.spelled(key, random)));
        row.add(versions.merge(key, 1L, Long::sum));
        row.add(random.nextInt(4) == 0 ? null : "x".repeat(random.nextInt(9)));
        for (int i = 0; i < addedColumns; i++) {
            row.add(random.nextBoolean() ? null : random.nextInt(100));
        }
        return row.toArray();
    }

    private Change change(long number, Object[] before, Object[] after) {
        return new Change(shard, table, number, row(before), row(after));
    }

    private Row row(Object[] values) {
        if (values == null) {
            return null;
        }
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
