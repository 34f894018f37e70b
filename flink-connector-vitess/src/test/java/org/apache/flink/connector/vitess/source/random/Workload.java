// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedShard;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.Transaction;

/** Writes random transactions, and keeps what each of them changed. */
final class Workload {

    /** What is written to one shard. */
    private static final class ShardModel {
        final EmbeddedShard shard;
        final Map<String, TableModel> tables = new LinkedHashMap<>();
        final List<Change> log = new ArrayList<>();
        long number;

        ShardModel(EmbeddedShard shard) {
            this.shard = shard;
        }
    }

    private final EmbeddedKeyspace keyspace;
    private final Random random;
    private final Map<String, ShardModel> shards = new LinkedHashMap<>();
    private final List<String> tables = new ArrayList<>();
    private int addedColumns;

    /** Creates the tables {@code t0}, {@code t1} and so on. */
    Workload(EmbeddedKeyspace keyspace, List<String> shardNames, int tableCount, Random random) {
        this.keyspace = keyspace;
        this.random = random;
        shardNames.forEach(name -> shards.put(name, new ShardModel(keyspace.shard(name))));
        for (int i = 0; i < tableCount; i++) {
            createTable("t" + i);
        }
        shards.values().forEach(model -> model.number = GtidNumbers.last(model.shard.position()));
    }

    private void createTable(String table) {
        KeyKind kind = KeyKind.ALL.get(random.nextInt(KeyKind.ALL.size()));
        keyspace.createTable(
                kind.addTo(TableDefinition.of(table)).bigint("version").varchar("note", 20));
        tables.add(table);
        int keys = 5 + random.nextInt(120);
        shards.forEach(
                (name, model) -> model.tables.put(table, new TableModel(name, table, kind, keys)));
    }

    List<String> tables() {
        return tables;
    }

    /** All changes of a shard, in order. */
    List<Change> log(String shard) {
        return shards.get(shard).log;
    }

    /** The rows that some tables have now. */
    Map<String, String> rows(List<String> some) {
        Map<String, String> rows = new HashMap<>();
        for (ShardModel model : shards.values()) {
            some.forEach(table -> rows.putAll(model.tables.get(table).rows()));
        }
        return rows;
    }

    /** Fills the tables with up to so many rows each. */
    void fill(int maxRows) {
        for (ShardModel model : shards.values()) {
            for (TableModel table : model.tables.values()) {
                int rows = random.nextInt(maxRows + 1);
                commit(model, tx -> table.insertAll(tx, model.number, 0, rows, random, model.log));
            }
        }
    }

    /** Writes one random thing. Returns what it was. */
    String write() {
        ShardModel model = randomShard();
        int dice = random.nextInt(100);
        if (dice < 3) {
            model.number++;
            model.shard.other();
            return model.shard.name() + " #" + model.number + " OTHER";
        } else if (dice < 6) {
            return commit(model, tx -> {}) + " empty";
        } else if (dice < 8) {
            return addColumn();
        } else if (dice < 12) {
            return changes(model, 100 + random.nextInt(500));
        }
        return changes(model, 1 + random.nextInt(1 << random.nextInt(5)));
    }

    /** One transaction that inserts that many rows; then perhaps one that changes as many. */
    String writeLarge(int rows) {
        ShardModel model = randomShard();
        TableModel table = randomTable(model);
        int first = 1_000_000;
        String what =
                commit(
                        model,
                        tx -> {
                            for (int i = first; i < first + rows; i += 1_000) {
                                table.insertAll(tx, model.number, i, i + 1_000, random, model.log);
                            }
                        });
        return what + " of " + rows + " rows; " + changes(model, rows / 10);
    }

    /** Sets the last row of the last table of each shard. Returns its version. */
    long mark() {
        long version = 0;
        for (ShardModel model : shards.values()) {
            TableModel table = model.tables.get(lastTable());
            commit(model, tx -> table.mark(tx, model.number, random, model.log));
            version = model.log.get(model.log.size() - 1).after().version();
        }
        return version;
    }

    /** Whether the mark of that version has come out of each shard. */
    boolean allMarked(List<Change> changes, long version) {
        return shards.values().stream()
                .allMatch(model -> changes.stream().anyMatch(c -> isMark(c, model, version)));
    }

    private boolean isMark(Change change, ShardModel model, long version) {
        Change mark = model.log.get(model.log.size() - 1);
        return change.after() != null
                && change.shard().equals(mark.shard())
                && change.table().equals(mark.table())
                && change.after().key().equals(mark.after().key())
                && change.after().version() == version;
    }

    String lastTable() {
        return tables.get(tables.size() - 1);
    }

    private String changes(ShardModel model, int count) {
        String what =
                commit(
                        model,
                        tx -> {
                            for (int i = 0; i < count; i++) {
                                randomTable(model).change(tx, model.number, random, model.log);
                            }
                        });
        return what + " of " + count + " changes";
    }

    private String addColumn() {
        String table = tables.get(random.nextInt(tables.size()));
        keyspace.addColumn(
                table,
                ColumnDefinition.of("added" + addedColumns++, Type.INT32, "int", Collation.BINARY));
        for (ShardModel model : shards.values()) {
            model.number++;
            model.tables.get(table).addColumn();
        }
        return "a column for " + table;
    }

    private String commit(ShardModel model, Consumer<Transaction> body) {
        model.number++;
        model.shard.transaction(body);
        return model.shard.name() + " #" + model.number;
    }

    private ShardModel randomShard() {
        return List.copyOf(shards.values()).get(random.nextInt(shards.size()));
    }

    private TableModel randomTable(ShardModel model) {
        return model.tables.get(tables.get(random.nextInt(tables.size())));
    }
}
