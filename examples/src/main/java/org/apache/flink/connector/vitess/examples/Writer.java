// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Fills the tables of a database, then changes them for ever at a pace that can be read. */
final class Writer implements AutoCloseable {

    private static final long PAUSE_MILLIS = 700;
    private static final int FIRST_ROWS = 5;
    private static final List<String> NAMES =
            List.of("ada", "alan", "barbara", "edsger", "grace", "john", "leslie", "margaret");
    private static final List<String> SKUS = List.of("SKU-1001", "SKU-1002", "SKU-1003");

    private final Database database;
    private final ScheduledExecutorService pace =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "quickstart-writer");
                        thread.setDaemon(true);
                        return thread;
                    });
    private int step;

    Writer(Database database) {
        this.database = database;
    }

    /** Inserts five customers and five orders. */
    void fill() {
        for (int id = 1; id <= FIRST_ROWS; id++) {
            database.insert("customer", customer(id, name(id)));
            database.insert("corder", order(id, 10));
        }
    }

    /** Starts to change rows. */
    void start() {
        pace.scheduleWithFixedDelay(
                this::change, 2 * PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** In turn: a new customer, a new order, its price, the customer's name, the order's end. */
    private void change() {
        int id = FIRST_ROWS + 1 + step / 5;
        switch (step++ % 5) {
            case 0 -> database.insert("customer", customer(id, name(id)));
            case 1 -> database.insert("corder", order(id, 10));
            case 2 -> database.update("corder", order(id, 12));
            case 3 -> database.update("customer", customer(id, name(id) + ".new"));
            default -> database.delete("corder", id);
        }
    }

    private static String name(int id) {
        return NAMES.get(id % NAMES.size());
    }

    private static List<Object> customer(int id, String name) {
        return List.of(id, name + "@example.com");
    }

    private static List<Object> order(int id, int price) {
        return List.of(id, id, SKUS.get(id % SKUS.size()), price * id);
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
