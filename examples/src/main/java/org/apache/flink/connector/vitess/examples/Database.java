// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;

/**
 * A Vitess that the quickstart reads from, and where it is the quickstart's own, writes to.
 *
 * <p>Its keyspace has the tables {@code customer (customer_id, email)} and {@code corder (order_id,
 * customer_id, sku, price)}, sharded by their first column and by {@code customer_id}.
 */
interface Database extends AutoCloseable {

    /** The host of its vtgate. */
    String host();

    /** The gRPC port of its vtgate. */
    int port();

    /** What it is, for the heading. */
    String description();

    /** Whether the quickstart may write to it. */
    boolean writable();

    /** Inserts a row in a transaction of its own. */
    void insert(String table, List<Object> row);

    /** Replaces the row with the same first column. */
    void update(String table, List<Object> row);

    /** Deletes the row with that first column. */
    void delete(String table, Object key);

    @Override
    void close();

    /** Starts or reaches the database that the options name. */
    static Database open(QuickstartOptions options) {
        return switch (options.vitess()) {
            case "embedded" -> new EmbeddedDatabase(options.keyspace());
            case "local" -> new LocalDatabase(options.keyspace());
            default -> new RemoteDatabase(options.vitess());
        };
    }
}
