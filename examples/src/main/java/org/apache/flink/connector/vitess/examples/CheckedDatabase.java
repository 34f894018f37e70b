// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;

/**
 * Enters each change into a ledger before it is made.
 *
 * @param database where it is made
 * @param ledger where it is entered
 * @param tables the tables that are read; changes of others are not entered
 */
record CheckedDatabase(WritableDatabase database, Ledger ledger, List<String> tables)
        implements WritableDatabase {

    @Override
    public String address() {
        return database.address();
    }

    @Override
    public String description() {
        return database.description();
    }

    @Override
    public void insert(String table, List<Object> row) {
        enter(table, row.get(0));
        database.insert(table, row);
    }

    @Override
    public void update(String table, List<Object> row) {
        enter(table, row.get(0));
        database.update(table, row);
    }

    @Override
    public void delete(String table, Object key) {
        enter(table, key);
        database.delete(table, key);
    }

    private void enter(String table, Object key) {
        if (tables.contains(table)) {
            ledger.written(table, ((Number) key).longValue());
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
