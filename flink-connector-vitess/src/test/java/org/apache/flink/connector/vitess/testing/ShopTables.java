// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedShard;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/**
 * Tables {@code (id, v)} of an embedded keyspace, and a record of the rows they should have, in the
 * form of {@link Replay}.
 */
public final class ShopTables {

    private final EmbeddedKeyspace keyspace;
    private final SortedMap<String, String> rows = new TreeMap<>();

    /** Creates the tables. */
    public ShopTables(EmbeddedKeyspace keyspace, String... tables) {
        this.keyspace = keyspace;
        for (String table : tables) {
            keyspace.createTable(
                    TableDefinition.of(table).bigint("id").primaryKey().varchar("v", 20));
        }
    }

    /** The rows that the tables have now. */
    public SortedMap<String, String> rows() {
        return new TreeMap<>(rows);
    }

    /** Inserts a row for each of the ids, those of a shard in one transaction. */
    public void insert(String table, int from, int to) {
        Map<EmbeddedShard, List<Object[]>> byShard = new HashMap<>();
        IntStream.rangeClosed(from, to)
                .forEach(
                        id -> {
                            byShard.computeIfAbsent(
                                            keyspace.shardOf(table, id), s -> new ArrayList<>())
                                    .add(new Object[] {id, "new"});
                            record(table, id, "new");
                        });
        byShard.forEach((shard, added) -> shard.transaction(tx -> tx.insertAll(table, added)));
    }

    /** Sets the value of a row. */
    public void update(String table, int id, String value) {
        keyspace.shardOf(table, id).transaction(tx -> tx.update(table, List.of(id), id, value));
        record(table, id, value);
    }

    /** Gives a row another primary key of the same shard. */
    public void move(String table, int from, int to, String value) {
        keyspace.shardOf(table, from).transaction(tx -> tx.update(table, List.of(from), to, value));
        rows.remove(Replay.key(table, from));
        record(table, to, value);
    }

    /** Deletes a row. */
    public void delete(String table, int id) {
        keyspace.shardOf(table, id).transaction(tx -> tx.delete(table, id));
        rows.remove(Replay.key(table, id));
    }

    /** The shard that a row belongs to. */
    public Shard shardOf(String table, int id) {
        return new Shard(keyspace.name(), keyspace.shardOf(table, id).name());
    }

    private void record(String table, int id, String value) {
        rows.put(Replay.key(table, id), "[" + id + ", " + value + "]");
    }
}
