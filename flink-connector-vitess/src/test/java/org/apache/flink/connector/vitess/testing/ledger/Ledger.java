// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.Assertions;

/**
 * What was written to a {@link LedgerDatabase}: the rows of each group, and which versions of which
 * keys were acknowledged. Any thread may use it; one transaction runs at a time.
 *
 * <p>The shards may be resharded meanwhile. A transaction that fails by it, or by a server that is
 * away, has an unknown outcome; nothing more is written until the rows themselves tell it.
 */
public final class Ledger {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final int FIRST_NEW_KEY = 500_000_000;
    private static final long FIRST_MARKER = 5_000_000_000L;

    private final LedgerDatabase database;
    private final List<String> tables;
    private final Map<KeyGroup, GroupRows> rows = new HashMap<>();
    private final Map<KeyGroup, Long> sums = new HashMap<>();
    private final List<Written> acknowledged = new ArrayList<>();
    private List<String> shards;
    private long nextMarker = FIRST_MARKER;
    private final Map<String, Integer> mustAppearFrom = new HashMap<>();

    /**
     * A version of a key.
     *
     * @param key the table and the primary key, as {@link LedgerChange#rowKey} says it
     */
    record Written(String key, long version) {}

    private Ledger(LedgerDatabase database, List<String> tables) throws SQLException {
        this.database = database;
        this.tables = List.copyOf(tables);
        this.shards = database.shards();
    }

    /** A ledger on the rows that the tables have now. */
    public static Ledger open(LedgerDatabase database, List<String> tables) throws SQLException {
        Ledger ledger = new Ledger(database, tables);
        for (KeyGroup group : database.groups().all()) {
            ledger.rows.put(group, new GroupRows(tables));
        }
        for (String shard : ledger.shards) {
            for (String table : tables) {
                for (List<String> row : database.rows(shard, table)) {
                    ledger.rows.get(database.groups().of(table, row.get(0))).add(table, row);
                }
            }
        }
        ledger.rows.forEach((group, rows) -> ledger.sums.put(group, rows.balances()));
        return ledger;
    }

    /** The tables. */
    public List<String> tables() {
        return tables;
    }

    /** The groups of keys that no shard cuts. */
    KeyGroups groups() {
        return database.groups();
    }

    /** Starts a thread that writes to all tables until it is closed. */
    public LedgerWriter startWriter(long seed) {
        return startWriter(seed, tables);
    }

    /** Starts a thread that writes to some tables until it is closed. */
    public LedgerWriter startWriter(long seed, List<String> some) {
        return new LedgerWriter(this, some, groups().all(), seed);
    }

    /** Starts a thread that writes to the keys of one shard until it is closed. */
    public LedgerWriter startWriterOf(String shard, long seed) {
        return new LedgerWriter(this, tables, groups().in(shard), seed);
    }

    /** From now on each acknowledged version must come out: the job reads the log. */
    synchronized void mustAppearFromNow() {
        tables.forEach(table -> mustAppearFrom.putIfAbsent(table, acknowledged.size()));
    }

    /** A table is copied again, which need not show each version, until the job reads its log. */
    synchronized void mayBeSkipped(String table) {
        mustAppearFrom.remove(table);
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
     * Runs a transaction in one group, and remembers it if it is committed.
     *
     * @return whether its outcome was known at once
     * @throws SQLException if it is not known after a minute
     */
    public synchronized boolean transaction(KeyGroup group, boolean commit, Body body)
            throws SQLException, InterruptedException {
        Draft draft = new Draft(group, groups(), rows.get(group), commit);
        body.draft(draft);
        boolean known = true;
        boolean committed = commit;
        try {
            database.transaction(group.shardAmong(shards), draft.operations(), commit);
        } catch (SQLException e) {
            known = false;
            committed = settle(draft);
        }
        if (committed) {
            rows.get(group).apply(draft);
            acknowledged.addAll(draft.written());
        }
        return known;
    }

    /** Finds out whether a transaction was committed, as soon as the database can be asked. */
    private boolean settle(Draft draft) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                shards = database.shards();
                return draft.isIn(read(draft));
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(RETRY.toMillis());
            }
        }
    }

    /** The rows with the keys of a transaction, as the database has them. */
    private GroupRows read(Draft draft) throws SQLException {
        GroupRows rows = new GroupRows(tables);
        String shard = draft.group().shardAmong(shards);
        for (String table : draft.changed().keySet()) {
            Set<String> keys = draft.changed().get(table).keySet();
            database.rows(shard, table, keys).forEach(row -> rows.add(table, row));
        }
        return rows;
    }

    /**
     * Inserts a row into each table of each group whose key is greater than all others. A copy that
     * still runs would show it as a copied row.
     */
    synchronized void insertMarkers() throws SQLException, InterruptedException {
        for (KeyGroup group : groups().all()) {
            transaction(
                    group,
                    true,
                    draft ->
                            tables.forEach(table -> draft.insert(table, marker(table, group), "")));
        }
    }

    private String marker(String table, KeyGroup group) {
        while (true) {
            long number = nextMarker++;
            String key = LedgerTable.isAccount(table) ? Long.toString(number) : "~" + number;
            if (groups().of(table, key).equals(group)) {
                return key;
            }
        }
    }

    /** The number that the next marker has, at least. */
    synchronized long nextMarker() {
        return nextMarker;
    }

    /** The number of the marker that a change inserts; 0 if it inserts none. */
    static long marker(LedgerChange change) {
        if (change.before() != null) {
            return 0;
        }
        String key = change.after()[0];
        if (LedgerTable.isAccount(change.table())) {
            long number = Long.parseLong(key);
            return number >= FIRST_MARKER ? number : 0;
        }
        return key.startsWith("~") ? Long.parseLong(key.substring(1)) : 0;
    }

    /** A key that was used in the group once; null if there is none. */
    synchronized String anyKey(KeyGroup group, String table, Random random) {
        return rows.get(group).anyKey(table, random);
    }

    /** A key of the group that was never used. */
    synchronized String newKey(String table, KeyGroup group, Random random) {
        while (true) {
            String number = Long.toString(FIRST_NEW_KEY + random.nextInt(2 * FIRST_NEW_KEY));
            String key = LedgerTable.isAccount(table) ? number : "n" + number;
            if (groups().of(table, key).equals(group) && rows.get(group).get(table, key) == null) {
                return key;
            }
        }
    }

    /** All rows by table and key, as SELECT shows them now. */
    Map<String, String> select() throws SQLException {
        Map<String, String> rows = new HashMap<>();
        for (String shard : database.shards()) {
            for (String table : tables) {
                for (List<String> row : database.rows(shard, table)) {
                    rows.put(LedgerChange.rowKey(table, row.get(0)), row.toString());
                }
            }
        }
        return rows;
    }

    /**
     * Fails if SELECT shows other rows than those written: then either the database or this ledger
     * is wrong. Writing must have stopped.
     */
    public synchronized void checkSelect() throws SQLException {
        Map<String, String> written = new HashMap<>();
        rows.values().forEach(group -> group.addTo(written));
        Assertions.assertThat(select()).as("SELECT, and what was written").isEqualTo(written);
    }

    private int mustAppearFrom(Written written) {
        return mustAppearFrom.getOrDefault(written.key().split(" ")[0], Integer.MAX_VALUE);
    }

    /** Fails if a balance appeared or vanished, or a version that was acknowledged did not. */
    synchronized void check(CommittedChanges committed) {
        if (tables.contains(LedgerTable.ACCOUNT)) {
            Assertions.assertThat(committed.balances(groups()))
                    .as("ATOMIC: the sum of each group's balances")
                    .isEqualTo(sums);
        }
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < acknowledged.size(); i++) {
            Written written = acknowledged.get(i);
            if (!committed.has(written.key(), written.version(), i >= mustAppearFrom(written))) {
                lost.add(written + ", but there are " + committed.versions(written.key()));
            }
        }
        Assertions.assertThat(lost.stream().limit(20))
                .as("LEDGER: %d acknowledged versions that did not come out once", lost.size())
                .isEmpty();
    }
}
