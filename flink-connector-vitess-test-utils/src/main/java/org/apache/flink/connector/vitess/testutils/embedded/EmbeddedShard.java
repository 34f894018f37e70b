// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** One shard: its rows and its binlog. Any thread may use it. */
public final class EmbeddedShard {
    private final EmbeddedKeyspace keyspace;
    private final String name;
    private final ServerKeyRange range;
    private final String serverUuid;
    // All below is guarded by the keyspace.
    private final Map<String, TableRows> tables = new TreeMap<>();
    // The tables as the tablet knows them.
    private final Map<String, TableDefinition> loaded = new TreeMap<>();
    private final List<LogEntry> log = new ArrayList<>();
    private boolean serving;
    private boolean queryServiceDisabled;
    private boolean hangs;
    private boolean throttled;
    private ServerGtidSet purged = ServerGtidSet.firstOf("", 0);
    private boolean deleted;
    private int workflows;

    EmbeddedShard(EmbeddedKeyspace keyspace, String name, boolean serving, UUID serverUuid) {
        this.keyspace = keyspace;
        this.name = name;
        this.range = ServerKeyRange.of(name);
        this.serving = serving;
        this.serverUuid = serverUuid.toString().toLowerCase(Locale.ROOT);
        // A real shard has executed something, too, before the first user arrives.
        append(new LogEntry.Other());
    }

    /** The shard's name, a key range. */
    public String name() {
        return name;
    }

    /** The keyspace's name. */
    public String keyspace() {
        return keyspace.name();
    }

    /** All executed GTIDs, with their flavor: {@code MySQL56/<uuid>:1-5}. */
    public String position() {
        return executed().toPosition();
    }

    /** All executed GTIDs as MySQL itself writes them. */
    String gtidExecuted() {
        return position().replaceFirst("^MySQL56/", "");
    }

    /** The GTIDs that are no longer in the binary logs, as MySQL itself writes them. */
    synchronized String gtidPurged() {
        return purged.toPosition().replaceFirst("^MySQL56/", "");
    }

    /** Whether the binary logs hold all that was executed after a position. */
    synchronized boolean isLoggedFrom(ServerGtidSet position) {
        return position.containsAll(purged);
    }

    /**
     * Purges the binary logs of all transactions so far. Streams that are open still get them, as
     * MySQL keeps the files that it reads.
     */
    public synchronized void purgeLogs() {
        purged = executed();
    }

    /**
     * Runs one transaction and commits it. Without a statement it is an empty one.
     *
     * @param body the statements; an exception from it rolls back, and is thrown on
     * @throws IllegalStateException if the shard does not serve
     */
    public void transaction(Consumer<Transaction> body) {
        synchronized (keyspace) {
            if (!serving) {
                throw new IllegalStateException(this + " does not serve");
            }
            commit(body::accept);
        }
    }

    /**
     * The rows of a table now, in the order of the primary key.
     *
     * @param table the table
     * @return the columns' values of each row as text; null is NULL
     */
    public List<List<String>> rowsOf(String table) {
        return snapshot(table, null).rows().stream().map(RowValues::texts).toList();
    }

    /** The columns of a table now. */
    public TableDefinition table(String table) {
        synchronized (keyspace) {
            return rows(table).definition();
        }
    }

    /**
     * Carries out a schema change that changes no column, such as an index.
     *
     * @param table the table that it is about
     * @param sql the statement
     */
    public void ddl(String table, String sql) {
        synchronized (keyspace) {
            if (tables.containsKey(table)) {
                rows(table).reopen(table);
            }
            append(new LogEntry.Ddl(List.of(table), sql));
            reloadSchema();
        }
    }

    /**
     * Alters a table in this shard only, through its tablet, which knows the new columns at once.
     *
     * @param statement what to do
     */
    public void alter(AlterTable statement) {
        synchronized (keyspace) {
            alterInMySql(statement);
            reloadSchema();
        }
    }

    /**
     * Alters a table in MySQL itself: the tablet does not know before the next {@link #alter}, or a
     * stream that comes by the statement.
     *
     * @param statement what to do
     */
    public void alterInMySql(AlterTable statement) {
        synchronized (keyspace) {
            rows(statement.table()).alter(statement);
            append(new LogEntry.Ddl(List.of(statement.table()), statement.sql()));
        }
    }

    /**
     * Swaps a table for another one by one RENAME TABLE, as online schema changes end.
     *
     * @param table the table
     * @param other the one that takes its name
     * @param retired the name that it has then
     */
    public void swapTables(String table, String other, String retired) {
        synchronized (keyspace) {
            TableRows old = tables.remove(table);
            TableRows now = tables.remove(other);
            old.reopen(retired);
            now.reopen(table);
            tables.put(retired, old);
            tables.put(table, now);
            append(
                    new LogEntry.Ddl(
                            List.of(table, other, retired),
                            "rename table `%s` to `%s`, `%s` to `%s`"
                                    .formatted(table, retired, other, table)));
            reloadSchema();
        }
    }

    void dropTable(String table) {
        synchronized (keyspace) {
            if (tables.remove(table) != null) {
                append(new LogEntry.Ddl(List.of(table), "drop table `" + table + "`"));
                reloadSchema();
            }
        }
    }

    /** The tablet learns the columns that MySQL has now. */
    void reloadSchema() {
        synchronized (keyspace) {
            loaded.clear();
            tables().forEach(table -> loaded.put(table.name(), table));
        }
    }

    /** What the tablet takes a table of the binlog for now. */
    TakenTable taken(TableDefinition logged, boolean bestEffort) {
        synchronized (keyspace) {
            return TakenTable.of(
                    logged,
                    Optional.ofNullable(loaded.get(logged.name())),
                    Optional.ofNullable(tables.get(logged.name())).map(TableRows::definition),
                    bestEffort);
        }
    }

    /** Writes what VStream reports as OTHER, such as a GRANT. */
    public void other() {
        append(new LogEntry.Other());
    }

    @Override
    public String toString() {
        return keyspace.name() + "/" + name;
    }

    ServerKeyRange range() {
        return range;
    }

    String serverUuid() {
        return serverUuid;
    }

    ServerGtidSet executed() {
        synchronized (keyspace) {
            return ServerGtidSet.firstOf(serverUuid, log.size());
        }
    }

    boolean isServing() {
        synchronized (keyspace) {
            return serving;
        }
    }

    boolean isDeleted() {
        synchronized (keyspace) {
            return deleted;
        }
    }

    /**
     * Whether its tablet answers statements. Unlike {@link #isServing}, even before the first
     * traffic is switched to the shard.
     */
    boolean hasQueryService() {
        synchronized (keyspace) {
            return !queryServiceDisabled;
        }
    }

    /** Lets its tablets refuse statements, while the topology still says that it serves. */
    public void stopQueryService() {
        synchronized (keyspace) {
            queryServiceDisabled = true;
        }
    }

    /** Lets its tablets take statements and never answer them. Streams continue. */
    public void hangQueryService() {
        synchronized (keyspace) {
            hangs = true;
        }
    }

    boolean hangs() {
        synchronized (keyspace) {
            return hangs;
        }
    }

    /**
     * Lets its tablets send nothing of the log, or resume. vtgate's heartbeats come all the same,
     * as they do while a real tablet is throttled or fails again and again at the same event.
     */
    public void throttle(boolean now) {
        synchronized (keyspace) {
            throttled = now;
            keyspace.notifyAll();
        }
    }

    void serve(boolean now) {
        synchronized (keyspace) {
            serving = now;
            queryServiceDisabled = !now;
        }
    }

    /** The number of one more workflow that the shard is a target of. */
    int startWorkflow() {
        synchronized (keyspace) {
            return ++workflows;
        }
    }

    void delete() {
        synchronized (keyspace) {
            deleted = true;
            serving = false;
            keyspace.notifyAll();
        }
    }

    void createTable(TableDefinition table) {
        synchronized (keyspace) {
            tables.put(table.name(), new TableRows(table));
            append(new LogEntry.Ddl(List.of(table.name()), "create table `" + table.name() + "`"));
            reloadSchema();
        }
    }

    void commit(Consumer<ShardTransaction> body) {
        synchronized (keyspace) {
            ShardTransaction transaction = new ShardTransaction(this);
            try {
                body.accept(transaction);
            } catch (RuntimeException | Error e) {
                transaction.rollback();
                throw e;
            }
            append(new LogEntry.Rows(List.copyOf(transaction.statements())));
            keyspace.replicate(this, transaction.statements());
        }
    }

    void append(LogEntry.Content content) {
        synchronized (keyspace) {
            long now = System.currentTimeMillis() / 1000;
            log.add(new LogEntry(log.size() + 1L, now, content));
            keyspace.notifyAll();
        }
    }

    TableRows rows(String table) {
        TableRows rows = tables.get(table);
        if (rows == null) {
            throw new IllegalArgumentException(this + " has no table " + table);
        }
        return rows;
    }

    List<TableDefinition> tables() {
        synchronized (keyspace) {
            return tables.values().stream().map(TableRows::definition).toList();
        }
    }

    int logSize() {
        synchronized (keyspace) {
            return log.size();
        }
    }

    LogEntry entry(int index) {
        synchronized (keyspace) {
            return log.get(index);
        }
    }

    /** Waits until the binlog has the entry or the reader has ended. */
    void awaitEntry(int index, PacketSink reader) throws InterruptedException {
        synchronized (keyspace) {
            while ((throttled || log.size() <= index) && reader.isOpen()) {
                keyspace.wait();
            }
        }
    }

    /** A table's rows and the position that they are of. */
    record Snapshot(TableDefinition table, List<RowValues> rows, int logSize) {}

    Snapshot snapshot(String table, RowValues after) {
        synchronized (keyspace) {
            TableRows rows = rows(table);
            return new Snapshot(rows.definition(), rows.snapshotAfter(after), log.size());
        }
    }
}
