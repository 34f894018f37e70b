// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.demo;

import java.util.List;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** A keyspace in the memory of this JVM, whose rows and tables change. */
public final class GrowingKeyspace implements AutoCloseable {

    private static final int ROWS = 5;

    /** At which of its steps a column is added, and a table created. */
    private static final int ADDS_A_COLUMN = 21;

    private static final int CREATES_A_TABLE = 42;

    private final EmbeddedVitess vitess = EmbeddedVitess.start();
    private final EmbeddedKeyspace keyspace;
    private int steps;
    private int customers;

    /** A keyspace with some rows. */
    public GrowingKeyspace(String name) {
        keyspace = vitess.createKeyspace(name, "-80", "80-");
        createTable("customer", "email");
        createTable("orders", "sku");
        while (customers < ROWS) {
            insertCustomer();
        }
    }

    private void createTable(String table, String text) {
        keyspace.createTable(
                TableDefinition.of(table).bigint("id").primaryKey().varchar(text, 128));
    }

    /** The address of its vtgate. */
    public String address() {
        return vitess.host() + ":" + vitess.port();
    }

    /** Changes a row, or now and then a table. */
    public void step() {
        steps++;
        if (steps == ADDS_A_COLUMN) {
            keyspace.addColumn(
                    "customer", TableDefinition.of("customer").integer("rank").column("rank"));
        } else if (steps == CREATES_A_TABLE) {
            createTable("invoice", "text");
            keyspace.insert("invoice", 1, "the first");
        } else if (steps % 3 == 0) {
            insertCustomer();
        } else if (steps % 3 == 1) {
            keyspace.insert("orders", steps, "SKU-" + steps % 7);
        } else if (steps % 6 == 2) {
            int id = steps - 1;
            keyspace.shardOf("orders", id)
                    .transaction(tx -> tx.update("orders", List.of(id), id, "SKU-changed"));
        } else {
            int id = steps - 1;
            keyspace.shardOf("orders", id).transaction(tx -> tx.delete("orders", id));
        }
    }

    private void insertCustomer() {
        int id = ++customers;
        String email = "customer" + id + "@example.com";
        if (steps < ADDS_A_COLUMN) {
            keyspace.insert("customer", id, email);
        } else {
            keyspace.insert("customer", id, email, id % 3);
        }
    }

    @Override
    public void close() {
        vitess.close();
    }
}
