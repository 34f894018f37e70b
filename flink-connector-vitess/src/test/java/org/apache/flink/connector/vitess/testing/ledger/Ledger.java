// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;

/**
 * What was written to a {@link LedgerDatabase}: the rows of each shard, and which versions of which
 * keys were acknowledged. Any thread may use it; one transaction runs at a time.
 */
public final class Ledger {

    private static final int FIRST_NEW_KEY = 500_000_000;

    private static final long FIRST_MARKER = 5_000_000_000L;

    private final LedgerDatabase database;
    private final List<String> tables;
    private final Map<String, ShardRows> shards = new TreeMap<>();
    private final Map<String, Long> sums = new HashMap<>();
    private final List<Written> acknowledged = new ArrayList<>();
    private Draft unsettled;
    private int markers;
    private int mustAppearFrom = Integer.MAX_VALUE;

    /**
     * A version of a key.
     *
     * @param key the table and the primary key, as {@link LedgerChange#rowKey} says it
     */
    record Written(String key, long version) {}

    private Ledger(LedgerDatabase database, List<String> tables) {
        this.database = database;
        this.tables = List.copyOf(tables);
    }

    /** A ledger on the rows that the tables have now. */
    public static Ledger open(LedgerDatabase database, List<String> tables) throws SQLException {
        Ledger ledger = new Ledger(database, tables);
        for (String shard : database.shards()) {
            ShardRows rows = ledger.read(shard);
            ledger.shards.put(shard, rows);
            ledger.sums.put(shard, rows.balances());
        }
        return ledger;
    }

    /** The database. */
    public LedgerDatabase database() {
        return database;
    }

    /** The tables. */
    public List<String> tables() {
        return tables;
    }

    /** Starts a thread that writes to all tables until it is closed. */
    public LedgerWriter startWriter(long seed) {
        return startWriter(seed, tables);
    }

    /** Starts a thread that writes to some tables until it is closed. */
    public LedgerWriter startWriter(long seed, List<String> some) {
        return new LedgerWriter(this, some, seed);
    }

    /** From now on each acknowledged version must come out: the job reads the log. */
    synchronized void mustAppearFromNow() {
        mustAppearFrom = Math.min(mustAppearFrom, acknowledged.size());
    }

    /** How many versions of keys were acknowledged so far. */
    public synchronized int acknowledged() {
        return acknowledged.size();
    }

    /** A body that drafts a transaction. */
    public interface Body {
        void draft(Draft draft);
    }

    /**
     * Runs a transaction in one shard, and remembers it if it is committed.
     *
     * @throws SQLException if its outcome is unknown; nothing more can be written before {@link
     *     #settle}
     */
    public synchronized void transaction(String shard, boolean commit, Body body)
            throws SQLException {
        if (unsettled != null) {
            throw new IllegalStateException("A transaction is not settled: " + unsettled);
        }
        Draft draft = new Draft(database, shard, shards.get(shard), commit);
        body.draft(draft);
        unsettled = draft;
        database.transaction(shard, draft.operations(), commit);
        unsettled = null;
        if (commit) {
            acknowledge(draft);
        }
    }

    /**
     * Finds out by the rows of the shard whether the transaction of unknown outcome was committed.
     *
     * @throws SQLException if the database cannot be asked yet
     */
    synchronized void settle() throws SQLException {
        if (unsettled.isIn(read(unsettled.shard()))) {
            acknowledge(unsettled);
        }
        unsettled = null;
    }

    private void acknowledge(Draft draft) {
        shards.get(draft.shard()).apply(draft);
        acknowledged.addAll(draft.written());
    }

    /**
     * Inserts a row into each table of each shard whose key is greater than all others. A copy that
     * still runs would show it as a copied row.
     */
    synchronized void insertMarkers() throws SQLException {
        for (String shard : database.shards()) {
            transaction(
                    shard,
                    true,
                    draft ->
                            tables.forEach(table -> draft.insert(table, marker(table, shard), "")));
        }
    }

    private String marker(String table, String shard) {
        while (true) {
            long number = FIRST_MARKER + markers++;
            String key = LedgerTable.isAccount(table) ? Long.toString(number) : "~" + number;
            if (database.shardOf(table, key).equals(shard)) {
                return key;
            }
        }
    }

    static boolean isMarker(LedgerChange insert) {
        String key = insert.after()[0];
        return key.startsWith("~")
                || LedgerTable.isAccount(insert.table()) && Long.parseLong(key) >= FIRST_MARKER;
    }

    /** A key that was used in the shard once; null if there is none. */
    synchronized String anyKey(String shard, String table, Random random) {
        return shards.get(shard).anyKey(table, random);
    }

    /** A key of the shard that was never used. */
    synchronized String newKey(String table, String shard, Random random) {
        while (true) {
            String number = Long.toString(FIRST_NEW_KEY + random.nextInt(2 * FIRST_NEW_KEY));
            String key = LedgerTable.isAccount(table) ? number : "n" + number;
            if (database.shardOf(table, key).equals(shard)
                    && shards.get(shard).get(table, key) == null) {
                return key;
            }
        }
    }

    private ShardRows read(String shard) throws SQLException {
        ShardRows rows = new ShardRows();
        for (String table : tables) {
            rows.load(table, database.rows(shard, table));
        }
        return rows;
    }

    /** All rows by shard and key, as SELECT shows them now. */
    Map<String, String> select() throws SQLException {
        Map<String, String> rows = new HashMap<>();
        for (String shard : database.shards()) {
            for (String table : tables) {
                for (List<String> row : database.rows(shard, table)) {
                    rows.put(shard + " " + LedgerChange.rowKey(table, row.get(0)), row.toString());
                }
            }
        }
        return rows;
    }

    /** Fails if a balance appeared or vanished, or a version that was acknowledged did not. */
    synchronized void check(CommittedChanges committed) {
        if (tables.contains(LedgerTable.ACCOUNT)) {
            Assertions.assertThat(committed.balances())
                    .as("ATOMIC: the sum of each shard's balances")
                    .isEqualTo(sums);
        }
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < acknowledged.size(); i++) {
            Written written = acknowledged.get(i);
            if (!committed.has(written.key(), written.version(), i >= mustAppearFrom)) {
                lost.add(written + ", but there are " + committed.versions(written.key()));
            }
        }
        Assertions.assertThat(lost.stream().limit(20))
                .as("LEDGER: %d acknowledged versions that did not come out once", lost.size())
                .isEmpty();
    }
}
