// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A transaction in one group of keys: each change of a row counts the key's version up by one. */
public final class Draft {

    private final KeyGroup group;
    private final KeyGroups groups;
    private final GroupRows rows;
    private final boolean commit;
    private final Map<String, Map<String, GroupRows.Entry>> changed = new HashMap<>();
    private final List<RowOperation> operations = new ArrayList<>();
    private final List<Ledger.Written> written = new ArrayList<>();

    Draft(KeyGroup group, KeyGroups groups, GroupRows rows, boolean commit) {
        this.group = group;
        this.groups = groups;
        this.rows = rows;
        this.commit = commit;
    }

    /** Whether the key has a row now. */
    public boolean exists(String table, String key) {
        GroupRows.Entry entry = entry(table, key);
        return entry != null && entry.exists();
    }

    /** Inserts an item, or an account without money. */
    public void insert(String table, String key, String note) {
        if (!groups.of(table, key).equals(group)) {
            throw new IllegalArgumentException(key + " does not belong to " + group);
        }
        List<String> row =
                LedgerTable.isAccount(table)
                        ? List.of(key, "0", next(table, key))
                        : List.of(key, next(table, key), note(note));
        operations.add(new RowOperation.Insert(table, row));
        wrote(table, row);
    }

    /** Gives an item another note. */
    public void update(String table, String key, String note) {
        replace(table, key, List.of(key, next(table, key), note(note)));
    }

    /** Moves money from one account to another. */
    public void transfer(String from, String to, long amount) {
        pay(from, -amount);
        pay(to, amount);
    }

    private void pay(String account, long amount) {
        String table = LedgerTable.ACCOUNT;
        long balance = Long.parseLong(entry(table, account).values().get(1)) + amount;
        replace(table, account, List.of(account, "" + balance, next(table, account)));
    }

    /** Gives a row another primary key, which has no row. */
    public void move(String table, String from, String to) {
        List<String> row = new ArrayList<>(entry(table, from).values());
        row.set(0, to);
        row.set(LedgerTable.versionColumn(table), next(table, to));
        if (!LedgerTable.isAccount(table)) {
            row.set(2, note("moved from " + from));
        }
        replace(table, from, List.copyOf(row));
    }

    /** Deletes a row. */
    public void delete(String table, String key) {
        operations.add(new RowOperation.Delete(table, entry(table, key).values()));
        forget(table, key);
    }

    private void replace(String table, String key, List<String> row) {
        operations.add(new RowOperation.Update(table, entry(table, key).values(), row));
        if (!row.get(0).equals(key)) {
            forget(table, key);
        }
        wrote(table, row);
    }

    private String note(String note) {
        return commit ? note : LedgerTable.ROLLED_BACK;
    }

    private String next(String table, String key) {
        GroupRows.Entry entry = entry(table, key);
        return Long.toString(entry == null ? 1 : entry.version() + 1);
    }

    private void wrote(String table, List<String> row) {
        long version = LedgerTable.version(table, row);
        change(table, row.get(0), new GroupRows.Entry(row, version));
        written.add(new Ledger.Written(LedgerChange.rowKey(table, row.get(0)), version));
    }

    private void forget(String table, String key) {
        change(table, key, new GroupRows.Entry(null, entry(table, key).version()));
    }

    private void change(String table, String key, GroupRows.Entry entry) {
        changed.computeIfAbsent(table, t -> new HashMap<>()).put(key, entry);
    }

    private GroupRows.Entry entry(String table, String key) {
        GroupRows.Entry entry = changed.getOrDefault(table, Map.of()).get(key);
        return entry == null ? rows.get(table, key) : entry;
    }

    KeyGroup group() {
        return group;
    }

    List<RowOperation> operations() {
        return operations;
    }

    /** The versions that the transaction writes. */
    List<Ledger.Written> written() {
        return written;
    }

    /** The rows as they are after the transaction, by table and key. */
    Map<String, Map<String, GroupRows.Entry>> changed() {
        return changed;
    }

    /**
     * Whether the rows are those from after the transaction.
     *
     * @param read at least the rows with the keys that the transaction changes
     * @throws IllegalStateException if they are neither those nor the ones from before, or both
     */
    boolean isIn(GroupRows read) {
        boolean before = true;
        boolean after = true;
        for (String table : changed.keySet()) {
            for (String key : changed.get(table).keySet()) {
                List<String> found = values(read.get(table, key));
                before &= Objects.equals(found, values(rows.get(table, key)));
                after &= Objects.equals(found, values(changed.get(table).get(key)));
            }
        }
        if (before == after) {
            throw new IllegalStateException(
                    "The rows are " + (before ? "both" : "neither") + " before and after " + this);
        }
        return after;
    }

    private static List<String> values(GroupRows.Entry entry) {
        return entry == null ? null : entry.values();
    }

    @Override
    public String toString() {
        return "transaction in " + group + ": " + operations;
    }
}
