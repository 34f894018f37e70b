// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.source.random.Change.Row;

/** What holds for all that came out, by the names of the fault matrix. */
final class Oracles {

    private Oracles() {}

    /**
     * CHANGELOG and EQ: each change fits the rows before it, and the rows at the end are these. A
     * row is the same in whatever shard it is, so its changes come in order across reshards.
     *
     * @param start the rows that were there before the first change
     */
    static void changelogAndRows(
            List<Change> changes, Map<String, String> start, Map<String, String> expected) {
        Map<String, String> rows = new HashMap<>(start);
        for (Change change : changes) {
            if (change.before() != null) {
                String before = rows.remove(change.keyOf(change.before()));
                require(
                        change.before().values().equals(before),
                        "CHANGELOG: %s, but the row was %s",
                        change,
                        before);
            }
            if (change.after() != null) {
                String before = rows.put(change.keyOf(change.after()), change.after().values());
                require(before == null, "CHANGELOG: %s, but there was %s", change, before);
            }
        }
        if (!rows.equals(expected)) {
            Set<String> keys = new HashSet<>(rows.keySet());
            keys.addAll(expected.keySet());
            keys.removeIf(key -> Objects.equals(rows.get(key), expected.get(key)));
            String key = keys.iterator().next();
            throw new AssertionError(
                    String.format(
                            "EQ: %d rows differ; %s is %s, not %s",
                            keys.size(), key, rows.get(key), expected.get(key)));
        }
    }

    /**
     * LEDGER: once a row has come out, its versions come one by one.
     *
     * @param gaps whether it is not seen in some of them
     */
    static void ledger(List<Change> changes, boolean gaps) {
        Map<String, Long> versions = new HashMap<>();
        for (Change change : changes) {
            Row row = change.after();
            if (row != null) {
                Long last = versions.put(change.keyOf(row), row.version());
                require(
                        last == null || row.version() == last + 1 || gaps && row.version() > last,
                        "LEDGER: %s after version %s",
                        change,
                        last);
            }
        }
    }

    /**
     * ORDER and ATOMIC: a shard's transactions come in order, each in one piece; also if it serves
     * again after others.
     */
    static void orderAndAtomic(List<Change> changes) {
        Map<String, Long> latest = new HashMap<>();
        Map<String, Boolean> copiedSince = new HashMap<>();
        for (Change change : changes) {
            String shard = change.shard();
            if (change.copied()) {
                copiedSince.put(shard, true);
                continue;
            }
            long last = latest.getOrDefault(change.server(), 0L);
            require(change.transaction() >= last, "ORDER: %s after #%d", change, last);
            require(
                    change.transaction() > last || !copiedSince.getOrDefault(shard, false),
                    "ATOMIC: copied rows within the transaction of %s",
                    change);
            latest.put(change.server(), change.transaction());
            copiedSince.put(shard, false);
        }
    }

    /** SERVED: only what was written to a shard while it served comes out, nothing replicated. */
    static void served(List<Change> changes, List<Change> written) {
        Set<String> gtids = written.stream().map(Change::gtid).collect(Collectors.toSet());
        for (Change change : changes) {
            require(
                    change.copied() || gtids.contains(change.gtid()),
                    "SERVED: %s was not written there",
                    change);
        }
    }

    /** COMPLETE: after a table's copy, all changes of each shard come, as they were written. */
    static void complete(List<Change> changes, List<Change> written, Map<String, Long> copied) {
        Set<String> servers = written.stream().map(Change::server).collect(Collectors.toSet());
        for (String server : servers) {
            Predicate<Change> afterCopy =
                    change -> {
                        Long end = copied.get(server + "/" + change.table());
                        return end != null
                                && change.server().equals(server)
                                && change.transaction() > end;
                    };
            requireSame(
                    changes.stream().filter(afterCopy).toList(),
                    written.stream().filter(afterCopy).toList());
        }
    }

    /**
     * COLUMNS: a row has the columns, as they were named and declared, and the values that were
     * written; a copied one those that it had at some time.
     *
     * @param forms what rows have ever been, by {@link #form}
     */
    static void columns(
            List<Change> changes, List<Change> written, Map<String, Set<String>> forms) {
        Set<String> images = new HashSet<>();
        written.forEach(change -> images(change).forEach(row -> images.add(image(change, row))));
        for (Change change : changes) {
            for (Row row : images(change)) {
                boolean right =
                        change.copied()
                                ? forms.getOrDefault(form(change.table(), row), Set.of())
                                        .contains(row.columns())
                                : images.contains(image(change, row));
                require(right, "COLUMNS: %s never had these columns", change);
            }
        }
    }

    private static List<Row> images(Change change) {
        return Stream.of(change.before(), change.after()).filter(Objects::nonNull).toList();
    }

    private static String image(Change change, Row row) {
        return change.gtid() + " " + form(change.table(), row) + " " + row.columns();
    }

    /** What distinguishes a version of a row from all others. */
    static String form(String table, Row row) {
        return table + "/" + row.key() + "#" + row.version();
    }

    private static void requireSame(List<Change> came, List<Change> expected) {
        int same = 0;
        while (same < Math.min(came.size(), expected.size())
                && came.get(same).equals(expected.get(same))) {
            same++;
        }
        require(
                came.equals(expected),
                "COMPLETE: %s instead of %s",
                same < came.size() ? came.get(same) : "the end",
                same < expected.size() ? expected.get(same) : "the end");
    }

    private static void require(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(message, arguments));
        }
    }
}
