// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One keyspace: its tables, its shards, and what replicates between them. Any thread may use it;
 * its monitor guards all shards.
 */
public final class EmbeddedKeyspace {
    private final String name;
    private final boolean sameGtids;
    private final Map<String, EmbeddedShard> shards = new TreeMap<>();
    private final List<EmbeddedReshard> reshards = new ArrayList<>();

    EmbeddedKeyspace(String name, boolean sameGtids) {
        this.name = name;
        this.sameGtids = sameGtids;
    }

    private UUID serverUuid(String shard) {
        return sameGtids
                ? UUID.nameUUIDFromBytes((name + "/" + shard).getBytes(StandardCharsets.UTF_8))
                : UUID.randomUUID();
    }

    /** The keyspace's name. */
    public String name() {
        return name;
    }

    /**
     * Creates a table in all shards.
     *
     * @param table the table
     */
    public synchronized void createTable(TableDefinition table) {
        if (tables().stream().anyMatch(known -> known.name().equals(table.name()))) {
            throw new IllegalStateException(name + " has a table " + table.name() + " already");
        }
        shards.values().forEach(shard -> shard.createTable(table));
    }

    /**
     * Drops a table in all shards that have it.
     *
     * @param table the table
     */
    public synchronized void dropTable(String table) {
        shards.values().forEach(shard -> shard.dropTable(table));
    }

    /**
     * Adds a nullable column at the end of a table, in all shards.
     *
     * @param table the table
     * @param column the column
     */
    public synchronized void addColumn(String table, ColumnDefinition column) {
        alter(AlterTable.of(table).add(column));
    }

    /**
     * Alters a table in all shards.
     *
     * @param statement what to do
     */
    public synchronized void alter(AlterTable statement) {
        shards.values().forEach(shard -> shard.alter(statement));
    }

    /**
     * Adds shards that do not serve yet, as targets of a {@link #reshard}.
     *
     * @param names key ranges, such as {@code -40}
     */
    public synchronized void addShards(String... names) {
        Arrays.stream(names).forEach(shard -> addShard(shard, false));
    }

    synchronized void addShard(String shardName, boolean serving) {
        List<TableDefinition> known = tables();
        EmbeddedShard shard = new EmbeddedShard(this, shardName, serving, serverUuid(shardName));
        if (shards.putIfAbsent(shardName, shard) != null) {
            throw new IllegalStateException(name + " has a shard " + shardName + " already");
        }
        known.forEach(shard::createTable);
    }

    /**
     * The shard of that name.
     *
     * @param shard its key range
     * @return the shard, serving or not
     */
    public synchronized EmbeddedShard shard(String shard) {
        EmbeddedShard found = shards.get(shard);
        if (found == null) {
            throw new IllegalArgumentException(name + " has no shard " + shard);
        }
        return found;
    }

    /** The names of the shards that serve, in order. */
    public synchronized List<String> servingShards() {
        return shards.values().stream()
                .filter(EmbeddedShard::isServing)
                .map(EmbeddedShard::name)
                .toList();
    }

    /** The rows that a table has now in the shards that serve, as {@link EmbeddedShard#rowsOf}. */
    public synchronized List<List<String>> rowsOf(String table) {
        return servingShards().stream()
                .flatMap(name -> shard(name).rowsOf(table).stream())
                .toList();
    }

    /** The names of the shards that do not serve, in order. */
    public synchronized List<String> idleShards() {
        return shards.values().stream()
                .filter(shard -> !shard.isServing())
                .map(EmbeddedShard::name)
                .toList();
    }

    /**
     * The serving shard that a row belongs to. The first column of the primary key decides, as by
     * Vitess' vindexes {@code hash} (integers) and {@code binary_md5} (all else).
     *
     * @param table the table
     * @param values the row, or only the columns up to the first of its primary key
     * @return the shard
     */
    public synchronized EmbeddedShard shardOf(String table, Object... values) {
        byte[] keyspaceId = Vindex.keyspaceId(table(table), RowValues.of(values));
        return shards.values().stream()
                .filter(shard -> shard.isServing() && shard.range().contains(keyspaceId))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " has a gap in its shards"));
    }

    /**
     * Inserts a row into the shard that it belongs to, in a transaction of its own.
     *
     * @param table the table
     * @param values a value for each column
     */
    public void insert(String table, Object... values) {
        transaction(table, Arrays.asList(values), tx -> tx.insert(table, values));
    }

    /**
     * Runs one transaction on the shard that serves a row now, as vtgate does: a switch of traffic
     * comes before it or after it.
     *
     * @param table the row's table
     * @param row the row, or only its columns up to the first of the primary key
     * @param body the statements; see {@link EmbeddedShard#transaction}
     */
    public synchronized void transaction(String table, List<?> row, Consumer<Transaction> body) {
        shardOf(table, row.toArray()).transaction(body);
    }

    /**
     * Starts a resharding: copies the rows of the sources to the targets and keeps them equal.
     *
     * @param sources serving shards
     * @param targets shards that do not serve and together cover the same key range
     * @return what to switch
     */
    public synchronized EmbeddedReshard reshard(List<String> sources, List<String> targets) {
        EmbeddedReshard reshard =
                new EmbeddedReshard(
                        this,
                        sources.stream().map(this::shard).toList(),
                        targets.stream().map(this::shard).toList());
        reshards.add(reshard);
        return reshard;
    }

    /**
     * Deletes shards with their data, as the end of a resharding does. Streams on them fail.
     *
     * @param names the shards
     */
    public synchronized void deleteShards(String... names) {
        for (String shardName : names) {
            EmbeddedShard shard = shard(shardName);
            if (shard.isServing()) {
                throw new IllegalStateException(shard + " serves");
            }
            reshards.removeIf(reshard -> reshard.has(shard));
            shards.remove(shardName);
            shard.delete();
        }
    }

    /** A commit continued: what replicates from that shard continues as well. */
    void replicate(EmbeddedShard from, List<LogEntry.Statement> statements) {
        reshards.forEach(reshard -> reshard.replicate(from, statements));
    }

    /** Lets those that wait for a log look again. */
    synchronized void wake() {
        notifyAll();
    }

    synchronized Collection<EmbeddedShard> shards() {
        return List.copyOf(shards.values());
    }

    synchronized EmbeddedShard findShard(String shard) {
        return shards.get(shard);
    }

    /** The tables of some shard that serves. */
    synchronized List<TableDefinition> tables() {
        return shards.values().stream()
                .filter(EmbeddedShard::isServing)
                .findFirst()
                .map(EmbeddedShard::tables)
                .orElse(List.of());
    }

    private TableDefinition table(String table) {
        return tables().stream()
                .filter(definition -> definition.name().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no table " + table));
    }
}
