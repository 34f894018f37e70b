// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.connector.vitess.source.random.Change.Row;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable.AlteredColumn;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** One table of the keyspace: the rows that it has, and the changes that make it so. */
final class TableModel {

    private final String table;
    private final KeyKind kind;
    private final Quarters quarters;

    /** The keys of each quarter; few are used again and again. */
    private final List<List<Integer>> keys = new ArrayList<>();

    /** The key of the last row of each quarter, which only marks set. */
    private final int[] lastKeys = new int[Quarters.COUNT];

    private final TreeMap<Integer, ModelRow> rows = new TreeMap<>();
    private final Map<Integer, Long> versions = new HashMap<>();

    /** The table as it is in a shard now. */
    private final Function<String, TableDefinition> definitions;

    /** Of each row and version, what its other columns have ever been. */
    private final Map<String, Set<String>> forms = new HashMap<>();

    /**
     * A row.
     *
     * @param others the values of the columns that statements alter, by their names now
     */
    private record ModelRow(Object[] key, long version, String note, Map<String, Object> others) {}

    TableModel(
            String table,
            KeyKind kind,
            Quarters quarters,
            int keyCount,
            Function<String, TableDefinition> definitions) {
        this.definitions = definitions;
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

    /** The rows, each under what distinguishes it from all others. */
    Map<String, String> rows() {
        Map<String, String> all = new HashMap<>();
        for (ModelRow values : rows.values()) {
            Row row = row(TableDefinition.of(table), values);
            all.put(table + "/" + row.key(), row.values());
        }
        return all;
    }

    /** What the other columns of rows have ever been: COLUMNS. */
    Map<String, Set<String>> forms() {
        return forms;
    }

    /** A statement has altered the table in a shard. */
    void altered(String shard, List<AlteredColumn> columns) {
        Set<Integer> own = Quarters.of(shard);
        rows.replaceAll(
                (key, row) -> {
                    if (!own.contains(quarterOf(kind.key(key)))) {
                        return row;
                    }
                    ModelRow altered =
                            new ModelRow(
                                    row.key(),
                                    row.version(),
                                    row.note(),
                                    RandomAlter.altered(row.others(), columns));
                    formed(row(definitions.apply(shard), altered));
                    return altered;
                });
    }

    /** Takes the negative numbers out of a column of the rows of a shard. */
    void clearNegatives(Commit commit, String column) {
        for (int key : ownKeys(commit.shard())) {
            ModelRow row = rows.get(key);
            if (row != null && row.others().get(column) instanceof Integer i && i < 0) {
                Map<String, Object> others = new HashMap<>(row.others());
                others.put(column, null);
                Object[] spelled = spelled(key, commit.random());
                update(
                        commit,
                        key,
                        key,
                        new ModelRow(
                                spelled, versions.merge(key, 1L, Long::sum), row.note(), others));
            }
        }
    }

    private List<Integer> ownKeys(String shard) {
        Set<Integer> own = Quarters.of(shard);
        return rows.keySet().stream().filter(k -> own.contains(quarterOf(kind.key(k)))).toList();
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

    /** Sets the row after all others in a quarter, which is copied last. */
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
        TableDefinition definition = definitions.apply(commit.shard());
        for (int key = from; key < to; key++) {
            if (!rows.containsKey(key) && own.contains(quarterOf(kind.key(key)))) {
                ModelRow row = newRow(commit, key);
                added.add(values(definition, row));
                rows.put(key, row);
                commit.log(table, null, formed(row(definition, row)));
            }
        }
        if (!added.isEmpty()) {
            commit.tx().insertAll(table, added);
        }
    }

    private void insert(Commit commit, int key) {
        TableDefinition definition = definitions.apply(commit.shard());
        ModelRow row = newRow(commit, key);
        commit.tx().insert(table, values(definition, row));
        rows.put(key, row);
        commit.log(table, null, formed(row(definition, row)));
    }

    private void delete(Commit commit, int key) {
        TableDefinition definition = definitions.apply(commit.shard());
        commit.tx().delete(table, kind.key(key));
        commit.log(table, row(definition, rows.remove(key)), null);
    }

    /** An update; to another key only if that has no row. */
    private void move(Commit commit, int from, int to) {
        int target = rows.containsKey(to) ? from : to;
        update(commit, from, target, newRow(commit, target));
    }

    private void update(Commit commit, int from, int to, ModelRow row) {
        TableDefinition definition = definitions.apply(commit.shard());
        commit.tx().update(table, Arrays.asList(kind.key(from)), values(definition, row));
        commit.log(table, row(definition, rows.remove(from)), formed(row(definition, row)));
        rows.put(to, row);
    }

    private ModelRow newRow(Commit commit, int key) {
        Object[] spelled = spelled(key, commit.random());
        long version = versions.merge(key, 1L, Long::sum);
        Random random = commit.random();
        String note = random.nextInt(4) == 0 ? null : "x".repeat(random.nextInt(9));
        Map<String, Object> others = new HashMap<>();
        for (ColumnDefinition column : others(definitions.apply(commit.shard()))) {
            others.put(column.name(), RandomAlter.value(column, random));
        }
        return new ModelRow(
                spelled, version, key > KeyKind.LAST - 1_000 ? View.SEEN : note, others);
    }

    /** The columns that statements alter. */
    private List<ColumnDefinition> others(TableDefinition definition) {
        return definition.columns().stream().filter(RandomAlter::isOther).toList();
    }

    /** A value for each column, in the order that the table has now. */
    private static Object[] values(TableDefinition definition, ModelRow row) {
        List<Object> values = new ArrayList<>();
        int keys = 0;
        for (ColumnDefinition column : definition.columns()) {
            if (RandomAlter.isOther(column)) {
                values.add(row.others().get(column.name()));
            } else if (column.name().equals("version")) {
                values.add(row.version());
            } else {
                values.add(column.name().equals("note") ? row.note() : row.key()[keys++]);
            }
        }
        return values.toArray();
    }

    /** Vitess' vindex is of the bytes: in another quarter, the same key would be another row. */
    private Object[] spelled(int key, Random random) {
        Object[] plain = kind.key(key);
        Object[] spelled = kind.spelled(key, random);
        return quarterOf(spelled) == quarterOf(plain) ? spelled : plain;
    }

    private Row row(TableDefinition definition, ModelRow row) {
        List<byte[]> columns = new ArrayList<>();
        Arrays.stream(row.key()).map(TableModel::bytes).forEach(columns::add);
        columns.add(bytes(row.version()));
        columns.add(bytes(row.note()));
        List<String> others =
                others(definition).stream()
                        .map(
                                column ->
                                        Row.other(
                                                column.name(),
                                                column.columnType(),
                                                column.collation().id(),
                                                bytes(row.others().get(column.name()))))
                        .toList();
        return Row.of(columns, row.key().length, kind.ignoresCase(), others);
    }

    private Row formed(Row row) {
        forms.computeIfAbsent(Oracles.form(table, row), name -> new HashSet<>()).add(row.columns());
        return row;
    }

    private static byte[] bytes(Object value) {
        return value == null || value instanceof byte[]
                ? (byte[]) value
                : value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
