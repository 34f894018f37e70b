// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables of a keyspace under random writes, which can be altered meanwhile. Each has {@code id},
 * the primary key, and {@code a}, a number that is updated. Thread-safe.
 */
public final class WrittenTables {

    private static final Logger LOG = LoggerFactory.getLogger(WrittenTables.class);

    private static final int MOST_MILLIS_TO_ALTERATION = 1500;

    private final VitessCluster vitess;
    private final String keyspace;
    private final Random random;
    private final String columns;
    private final String insert;
    private final List<String> names = new ArrayList<>();
    private final Object writing = new Object();
    private long nextId;

    /**
     * No tables yet.
     *
     * @param random decides what is written, and when tables are altered
     * @param columns the columns of a new table, as DDL
     * @param insert inserts a row; {@code %1$s} is the table, {@code %2$d} the id
     */
    public WrittenTables(
            VitessCluster vitess, String keyspace, Random random, String columns, String insert) {
        this.vitess = vitess;
        this.keyspace = keyspace;
        this.random = random;
        this.columns = columns;
        this.insert = insert;
    }

    /** Creates tables with some rows, which are written to from then on. */
    public void create(List<String> added) {
        vitess.createTables(added, columns);
        synchronized (writing) {
            names.addAll(added);
            for (int i = 0; i < 10; i++) {
                added.forEach(this::insert);
            }
        }
    }

    /** The tables' names. */
    public List<String> names() {
        synchronized (writing) {
            return List.copyOf(names);
        }
    }

    /** Inserts, updates or deletes a row, or tries to. */
    public void write() {
        try {
            writeOne();
        } catch (IllegalStateException e) {
            // A bug of vtgate, seen during a reshard. Whether it has written makes no difference.
            if (!e.getCause().getMessage().startsWith("VT13001")) {
                throw e;
            }
            LOG.warn("A write failed: {}", e.getCause().getMessage());
        }
    }

    private void writeOne() {
        synchronized (writing) {
            String table = names.get(random.nextInt(names.size()));
            long id = random.nextLong(nextId);
            switch (random.nextInt(4)) {
                case 0 -> vitess.sql("delete from %s where id = %d".formatted(table, id));
                case 1 ->
                        vitess.sql(
                                "update %s set a = %d where id = %d"
                                        .formatted(table, random.nextInt(1000), id));
                default -> insert(table);
            }
        }
    }

    /** Inserts a row. */
    public void insert(String table) {
        synchronized (writing) {
            vitess.sql(insert.formatted(table, nextId++));
        }
    }

    /** What is done while nothing is written. */
    @FunctionalInterface
    public interface Pause {
        void run() throws Exception;
    }

    /** Lets nothing be written meanwhile. */
    public void pause(Pause meanwhile) throws Exception {
        synchronized (writing) {
            meanwhile.run();
        }
    }

    /**
     * Alters a table at a random moment.
     *
     * @param statements the alteration, and then what each shard executes after it; {@code %s} is
     *     the table
     */
    public void alter(String table, List<String> statements) throws Exception {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS_TO_ALTERATION));
        vitess.vitess().applySchema(keyspace, statements.get(0).formatted(table));
        for (String statement : statements.subList(1, statements.size())) {
            executeInEachShard(statement.formatted(table));
        }
    }

    /** Executes a statement without vtgate's planner, which learns of a column seconds later. */
    public void executeInEachShard(String sql) throws SQLException {
        for (String shard : shards()) {
            try (Connection connection = vitess.connection(keyspace + "/" + shard);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /** The columns that a table has in MySQL now, in order. */
    public List<String> columns(String table) {
        String shard = shards().get(0);
        return vitess
                .queryTarget(
                        keyspace + "/" + shard,
                        "select column_name from information_schema.columns where table_schema ="
                                + " database() and table_name = '"
                                + table
                                + "' order by ordinal_position")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** The rows that a table has in all shards now. */
    public List<List<String>> rows(String table) {
        List<List<String>> rows = new ArrayList<>();
        for (String shard : shards()) {
            rows.addAll(vitess.queryTarget(keyspace + "/" + shard, "select * from " + table));
        }
        return rows;
    }

    private List<String> shards() {
        try {
            return vitess.servingShards(keyspace);
        } catch (SQLException e) {
            throw new IllegalStateException("vtgate does not say which shards serve", e);
        }
    }
}
