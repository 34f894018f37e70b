// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A thread that writes random transactions to a ledger until it is closed: transfers, updates,
 * inserts, deletes, changed primary keys, many rows at once, and rollbacks. While the database is
 * away it tries again, for a minute.
 */
public final class LedgerWriter implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(2);
    private static final Duration RETRY = Duration.ofMillis(200);

    private final Ledger ledger;
    private final List<String> tables;
    private final Random random;
    private final String name;
    private final Thread thread;
    private boolean stopped;
    private volatile Throwable failure;
    private volatile int transactions;
    private volatile int unknown;

    LedgerWriter(Ledger ledger, List<String> tables, long seed) {
        this.ledger = ledger;
        this.tables = List.copyOf(tables);
        this.random = new Random(seed);
        this.name = "w" + Long.toHexString(seed);
        this.thread = new Thread(this::run, "ledger-writer-" + seed);
        thread.setDaemon(true);
        thread.start();
    }

    /** How many transactions were run so far, and of how many the outcome was unknown at first. */
    @Override
    public String toString() {
        return transactions + " transactions, of unknown outcome at first: " + unknown;
    }

    /** Waits until that many more transactions were run. */
    public void awaitTransactions(int more) throws InterruptedException {
        int until = transactions + more;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (this) {
            while (transactions < until && thread.isAlive()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Only " + this + " within " + PATIENCE);
                }
                wait(100);
            }
        }
        rethrow();
    }

    /** Ends the thread after its transaction. Throws what it failed by. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        thread.join(2 * PATIENCE.toMillis());
        if (thread.isAlive()) {
            throw new AssertionError("The writer does not end");
        }
        rethrow();
    }

    private void rethrow() {
        if (failure != null) {
            throw new AssertionError("The writer failed after " + this, failure);
        }
    }

    private void run() {
        try {
            List<String> shards = ledger.database().shards();
            while (!isStopped()) {
                write(shards.get(random.nextInt(shards.size())));
                synchronized (this) {
                    transactions++;
                    notifyAll();
                }
                pause(PACE);
            }
        } catch (InterruptedException | SQLException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private synchronized void pause(Duration time) throws InterruptedException {
        if (!stopped) {
            wait(time.toMillis());
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void write(String shard) throws InterruptedException, SQLException {
        boolean commit = random.nextInt(10) > 0;
        try {
            ledger.transaction(shard, commit, draft -> draft(shard, draft));
        } catch (SQLException e) {
            unknown++;
            settle();
        }
    }

    private void settle() throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                ledger.settle();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause(RETRY);
            }
        }
    }

    private void draft(String shard, Draft draft) {
        // A change that stays visible comes first, so that an unknown outcome can be found out.
        String last = tables.get(tables.size() - 1);
        draft.insert(last, newKey(last, shard), name);
        int changes = random.nextInt(20) == 0 ? 100 : 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            change(shard, draft);
        }
    }

    private void change(String shard, Draft draft) {
        String table = tables.get(random.nextInt(tables.size()));
        String key = ledger.anyKey(shard, table, random);
        if (key == null || random.nextInt(20) == 0) {
            draft.insert(table, newKey(table, shard), name);
        } else if (!draft.exists(table, key)) {
            draft.insert(table, key, name + " again");
        } else if (random.nextInt(10) == 0) {
            draft.move(table, key, newKey(table, shard));
        } else if (LedgerTable.isAccount(table)) {
            transfer(shard, draft, key);
        } else {
            changeItem(shard, draft, table, key);
        }
    }

    private void transfer(String shard, Draft draft, String from) {
        String to = ledger.anyKey(shard, LedgerTable.ACCOUNT, random);
        if (!to.equals(from) && draft.exists(LedgerTable.ACCOUNT, to)) {
            draft.transfer(from, to, random.nextInt(100));
        }
    }

    private void changeItem(String shard, Draft draft, String table, String key) {
        switch (random.nextInt(6)) {
            case 0 -> draft.delete(table, key);
            case 1 -> {
                draft.delete(table, key);
                draft.insert(table, key, name + " at once");
            }
            case 2 -> {
                draft.update(table, key, name + " first");
                draft.update(table, key, name + " second");
            }
            case 3 -> {
                // A key that was given up can be taken again.
                String other = ledger.anyKey(shard, table, random);
                if (!draft.exists(table, other)) {
                    draft.move(table, key, other);
                }
            }
            default -> draft.update(table, key, name + " " + random.nextInt(1000));
        }
    }

    private String newKey(String table, String shard) {
        return ledger.newKey(table, shard, random);
    }
}
