// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;

/**
 * A thread that changes a table without a ledger as fast as the database can, in transactions of
 * 100 to 300 rows, until it is closed. A transaction that fails is given up: what SELECT shows at
 * the end counts, and that the versions of each row come one by one.
 */
final class BulkWriter implements AutoCloseable {

    private static final int RETRY_MILLIS = 200;

    private final VitessLedgerDatabase database;
    private final String table;
    private final Random random;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long rows;
    private volatile RuntimeException failure;

    BulkWriter(VitessLedgerDatabase database, String table, long seed) {
        this.database = database;
        this.table = table;
        this.random = new Random(seed);
        this.thread = new Thread(this::run, "bulk-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** How many rows were changed so far. */
    long rows() {
        return rows;
    }

    private void run() {
        try {
            while (!stopped) {
                write();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void write() throws InterruptedException {
        try {
            List<String> shards = database.shards();
            String shard = shards.get(random.nextInt(shards.size()));
            String update =
                    "update %s set version = version + 1 order by name%s limit %d"
                            .formatted(
                                    table,
                                    random.nextBoolean() ? "" : " desc",
                                    100 + random.nextInt(200));
            rows += database.run(shard, List.of(update), true)[0];
        } catch (SQLException e) {
            Thread.sleep(RETRY_MILLIS);
        }
    }

    /** Ends the thread after its transaction. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join(120_000);
        if (failure != null || thread.isAlive()) {
            throw new AssertionError("The writer failed, or does not end", failure);
        }
    }
}
