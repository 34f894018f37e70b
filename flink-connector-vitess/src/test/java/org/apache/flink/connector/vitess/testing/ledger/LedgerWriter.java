// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A thread that writes random transactions to a ledger until it is closed: transfers, updates,
 * inserts, deletes, changed primary keys, many rows at once, and rollbacks. While the database is
 * away, or resharded, it tries again, for a minute.
 */
public final class LedgerWriter implements AutoCloseable {

    /** The pause between two transactions of a writer that writes as fast as it may. */
    public static final Duration SHORT_PAUSE = Duration.ofMillis(2);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Ledger ledger;
    private final List<String> tables;
    private final List<KeyGroup> groups;
    private final Random random;
    private final String name;
    private final Thread thread;
    private Duration pause = SHORT_PAUSE;
    private boolean stopped;
    private volatile Throwable failure;
    private volatile int transactions;
    private volatile int unknown;

    LedgerWriter(Ledger ledger, List<String> tables, List<KeyGroup> groups, long seed) {
        this.ledger = ledger;
        this.tables = List.copyOf(tables);
        this.groups = List.copyOf(groups);
        this.random = new Random(seed);
        this.name = "w" + Long.toHexString(seed);
        this.thread = new Thread(this::run, "ledger-writer-" + seed);
        thread.setDaemon(true);
        thread.start();
    }

    /** How many transactions were run so far, and how many more had an unknown outcome at first. */
    @Override
    public String toString() {
        return transactions + " transactions, and of unknown outcome at first: " + unknown;
    }

    /** How many transactions were run so far, without those of unknown outcome. */
    public int transactions() {
        return transactions;
    }

    /** Waits until that many more transactions were run, without those of unknown outcome. */
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

    /** Pauses for that long between two transactions from now on. */
    public synchronized void pauseFor(Duration newPause) {
        pause = newPause;
        notifyAll();
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
            while (!isStopped()) {
                write(groups.get(random.nextInt(groups.size())));
                pause();
            }
        } catch (InterruptedException | SQLException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private synchronized void pause() throws InterruptedException {
        if (!stopped) {
            wait(pause.toMillis());
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void write(KeyGroup group) throws InterruptedException, SQLException {
        boolean commit = random.nextInt(10) > 0;
        boolean known = ledger.transaction(group, commit, draft -> draft(group, draft));
        synchronized (this) {
            if (known) {
                transactions++;
            } else {
                unknown++;
            }
            notifyAll();
        }
    }

    private void draft(KeyGroup group, Draft draft) {
        // A change that stays visible comes first, so that an unknown outcome can be found out.
        String last = tables.get(tables.size() - 1);
        draft.insert(last, newKey(last, group), name);
        int changes = random.nextInt(20) == 0 ? 100 : 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            change(group, draft);
        }
    }

    private void change(KeyGroup group, Draft draft) {
        String table = tables.get(random.nextInt(tables.size()));
        String key = ledger.anyKey(group, table, random);
        if (key == null || random.nextInt(20) == 0) {
            draft.insert(table, newKey(table, group), name);
        } else if (!draft.exists(table, key)) {
            draft.insert(table, key, name + " again");
        } else if (random.nextInt(10) == 0) {
            draft.move(table, key, newKey(table, group));
        } else if (LedgerTable.isAccount(table)) {
            transfer(group, draft, key);
        } else {
            changeItem(group, draft, table, key);
        }
    }

    private void transfer(KeyGroup group, Draft draft, String from) {
        String to = ledger.anyKey(group, LedgerTable.ACCOUNT, random);
        if (!to.equals(from) && draft.exists(LedgerTable.ACCOUNT, to)) {
            draft.transfer(from, to, random.nextInt(100));
        }
    }

    private void changeItem(KeyGroup group, Draft draft, String table, String key) {
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
                String other = ledger.anyKey(group, table, random);
                if (!draft.exists(table, other)) {
                    draft.move(table, key, other);
                }
            }
            default -> draft.update(table, key, name + " " + random.nextInt(1000));
        }
    }

    private String newKey(String table, KeyGroup group) {
        return ledger.newKey(table, group, random);
    }
}
