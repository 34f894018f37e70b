// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;

/** Fills the tables of a database, then changes them row by row. */
final class Writer {

    private static final int FIRST_ROWS = 5;
    private static final int FIRST_ORDER = 1001;
    private static final List<String> NAMES =
            List.of("ada", "alan", "barbara", "edsger", "grace", "john", "leslie", "margaret");
    private static final List<String> SKUS = List.of("SKU-1", "SKU-2", "SKU-3");

    private final WritableDatabase database;
    private int customers;
    private int step;

    Writer(WritableDatabase database) {
        this.database = database;
    }

    /** Inserts five customers with an order each. */
    void fill() {
        while (customers < FIRST_ROWS) {
            customers++;
            database.insert("customer", customer(name(), 1));
            database.insert("corder", order(10, 1));
        }
    }

    /** In turn: a new customer, its order, the order's price, the customer's name, no order. */
    void change() {
        switch (step++ % 5) {
            case 0 -> {
                customers++;
                database.insert("customer", customer(name(), 1));
            }
            case 1 -> database.insert("corder", order(10, 1));
            case 2 -> database.update("corder", order(12, 2));
            case 3 -> database.update("customer", customer(name() + ".new", 2));
            default -> database.delete("corder", orderId());
        }
    }

    private String name() {
        return NAMES.get(customers % NAMES.size());
    }

    private int orderId() {
        return FIRST_ORDER + customers;
    }

    private List<Object> customer(String name, int version) {
        return List.of(customers, name + "@example.com", version);
    }

    private List<Object> order(int price, int version) {
        String sku = SKUS.get(customers % SKUS.size());
        return List.of(orderId(), customers, sku, price * customers, version);
    }
}
