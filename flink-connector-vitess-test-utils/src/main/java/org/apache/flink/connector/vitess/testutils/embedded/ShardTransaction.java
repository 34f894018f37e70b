// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Changes a shard's rows at once and remembers how to undo it. Guarded by the keyspace. */
final class ShardTransaction implements Transaction {
    private final EmbeddedShard shard;
    private final List<LogEntry.Statement> statements = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    ShardTransaction(EmbeddedShard shard) {
        this.shard = shard;
    }

    @Override
    public void insert(String table, Object... values) {
        insertAll(table, List.<Object[]>of(values));
    }

    @Override
    public void insertAll(String table, List<Object[]> rows) {
        apply(
                table,
                rows.stream()
                        .map(values -> new LogEntry.Change(null, RowValues.of(values)))
                        .toList());
    }

    @Override
    public void update(String table, List<?> primaryKey, Object... values) {
        RowValues before = shard.rows(table).get(RowValues.of(primaryKey.toArray()));
        apply(table, List.of(new LogEntry.Change(before, RowValues.of(values))));
    }

    @Override
    public void delete(String table, Object... primaryKey) {
        RowValues before = shard.rows(table).get(RowValues.of(primaryKey));
        apply(table, List.of(new LogEntry.Change(before, null)));
    }

    /** One statement. */
    void apply(String table, List<LogEntry.Change> changes) {
        TableRows rows = shard.rows(table);
        for (LogEntry.Change change : changes) {
            if (change.before() != null) {
                rows.delete(rows.keyOf(change.before()));
                undo.push(() -> rows.insert(change.before()));
            }
            if (change.after() != null) {
                rows.insert(change.after());
                undo.push(() -> rows.delete(rows.keyOf(change.after())));
            }
        }
        statements.add(LogEntry.Statement.now(rows.definition(), changes));
    }

    List<LogEntry.Statement> statements() {
        return statements;
    }

    void rollback() {
        undo.forEach(Runnable::run);
    }
}
