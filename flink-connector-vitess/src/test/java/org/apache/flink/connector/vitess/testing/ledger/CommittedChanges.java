// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a job has committed: the rows that are left, and the versions of each key. Thread-safe.
 *
 * <p>A writer stages its changes, and a committer commits what was staged, once, however often it
 * is told to: as in any store with transactions.
 */
final class CommittedChanges {

    /** The versions of a key that were committed: all from the first to the last. */
    record Versions(long first, long last) {}

    /** No shard of a test is smaller. */
    private static final KeyGroups BYTES = KeyGroups.of(256);

    private final Map<String, List<LedgerChange>> staged = new HashMap<>();
    private final Map<String, String> rows = new HashMap<>();
    private final Map<String, Versions> versions = new HashMap<>();
    private final Map<String, Long> markers = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> updates = new HashMap<>();
    private final Map<String, Integer> rounds = new HashMap<>();

    /** The keys of tables that are copied again, of which nothing has come since. */
    private final Set<String> untouched = new HashSet<>();

    private long changes;

    synchronized void stage(String id, List<LedgerChange> changes) {
        staged.put(id, changes);
    }

    synchronized void commit(String id) {
        List<LedgerChange> changes = staged.remove(id);
        if (changes != null) {
            changes.forEach(this::apply);
            notifyAll();
        }
    }

    private void apply(LedgerChange change) {
        changes++;
        if (change.before() != null && change.after() != null) {
            updates.merge(change.table(), 1, Integer::sum);
        }
        String key = change.rowKey();
        if (!groupOf(BYTES, key).isIn(change.shard())) {
            faults.add("the shard of that key cannot be that of " + change);
        }
        boolean again = untouched.remove(key);
        if (again) {
            versions.remove(key);
        }
        String before =
                change.after() == null ? rows.remove(key) : rows.put(key, change.afterText());
        if (again) {
            before = null;
        }
        if (!String.valueOf(before).equals(String.valueOf(change.beforeText()))) {
            faults.add("the row before was " + before + ", but " + change);
        }
        if (!change.snapshot() && Ledger.marker(change) > 0) {
            markers.put(key, Ledger.marker(change));
        }
        if (change.after() != null) {
            versions.merge(
                    change.rowKey(),
                    new Versions(change.version(), change.version()),
                    (old, added) -> next(old, added, change));
        }
    }

    /** From now on a table is copied again: each key begins again. */
    synchronized void copyAgain(String table) {
        rounds.merge(table, 1, Integer::sum);
        untouched.addAll(keysOf(table, versions));
    }

    /** How often each table was to be copied again. */
    synchronized Map<String, Integer> rounds() {
        return Map.copyOf(rounds);
    }

    /** Deletes the rows of a table that did not come again. Returns how many. */
    synchronized int sweep(String table) {
        int before = rows.size();
        rows.keySet().removeAll(keysOf(table, rows).stream().filter(untouched::contains).toList());
        return before - rows.size();
    }

    /** Deletes every third row of a table, and makes nonsense of the next one. */
    synchronized void damage(String table) {
        int n = 0;
        for (String key : new TreeSet<>(keysOf(table, rows))) {
            if (++n % 3 == 0) {
                rows.remove(key);
            } else if (n % 3 == 1) {
                rows.put(key, "[damaged]");
            }
        }
    }

    private static Set<String> keysOf(String table, Map<String, ?> byKey) {
        return byKey.keySet().stream()
                .filter(key -> key.startsWith(LedgerChange.rowKey(table, "")))
                .collect(Collectors.toSet());
    }

    /** How many changes were committed. */
    synchronized long changes() {
        return changes;
    }

    private Versions next(Versions old, Versions added, LedgerChange change) {
        if (added.first() != old.last() + 1) {
            faults.add("after version " + old.last() + " came " + change);
        }
        return new Versions(old.first(), added.last());
    }

    /**
     * The tables of a group, as in {@code -40 item}, whose log is read: a marker of the ledger came
     * out of it. Waits until it is these, for at most the time.
     *
     * @param since the number of the first marker that counts
     */
    synchronized Set<String> awaitLogged(
            KeyGroups groups, Set<String> wanted, long since, long millis)
            throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (!logged(groups, since).containsAll(wanted) && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        return logged(groups, since);
    }

    private Set<String> logged(KeyGroups groups, long since) {
        Set<String> logged = new HashSet<>();
        markers.forEach(
                (key, marker) -> {
                    if (marker >= since) {
                        logged.add(groupOf(groups, key) + " " + key.split(" ")[0]);
                    }
                });
        return logged;
    }

    /** How many updates of a table's rows were committed. */
    synchronized int updates(String table) {
        return updates.getOrDefault(table, 0);
    }

    /** Whether the rows are these; waits for it, for at most the time. */
    synchronized boolean await(Map<String, String> expected, long millis)
            throws InterruptedException {
        if (!rows.equals(expected)) {
            wait(millis);
        }
        return rows.equals(expected);
    }

    /** The first of the rows that differ. */
    synchronized String differences(Map<String, String> expected) {
        StringBuilder text = new StringBuilder();
        TreeMap<String, String> keys = new TreeMap<>(expected);
        keys.putAll(rows);
        keys.keySet().stream()
                .filter(key -> !String.valueOf(rows.get(key)).equals(expected.get(key)))
                .limit(10)
                .forEach(
                        key ->
                                text.append(
                                        "\n%s: committed %s, SELECT has %s"
                                                .formatted(key, rows.get(key), expected.get(key))));
        return "%d rows committed, SELECT has %d:%s".formatted(rows.size(), expected.size(), text);
    }

    /** What was committed and does not follow from what was committed before. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** The versions of a key; null if there are none. */
    synchronized Versions versions(String key) {
        return versions.get(key);
    }

    /**
     * Whether a version was committed.
     *
     * @param itself whether a later version of the key, as the copy shows it, is not enough
     */
    synchronized boolean has(String key, long version, boolean itself) {
        Versions all = untouched.contains(key) ? null : versions.get(key);
        if (all == null) {
            return !itself;
        }
        return version <= all.last() && (!itself || version >= all.first());
    }

    /** The sum of the balances of each group. */
    synchronized Map<KeyGroup, Long> balances(KeyGroups groups) {
        Map<KeyGroup, Long> sums = new HashMap<>();
        groups.all().forEach(group -> sums.put(group, 0L));
        rows.forEach(
                (key, row) -> {
                    if (LedgerTable.isAccount(key.split(" ")[0])) {
                        sums.merge(
                                groupOf(groups, key), Long.valueOf(row.split(", ")[1]), Long::sum);
                    }
                });
        return sums;
    }

    private static KeyGroup groupOf(KeyGroups groups, String rowKey) {
        String[] words = rowKey.split(" ");
        return groups.of(words[0], words[1]);
    }
}
