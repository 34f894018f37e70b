// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;

/**
 * A Vitess that is the quickstart's own, so it writes there.
 *
 * <p>Its keyspace has the tables {@code customer (customer_id, email)} and {@code corder (order_id,
 * customer_id, sku, price)}, each sharded by its first column, which is the primary key.
 */
interface WritableDatabase extends Database {

    /** Inserts a row in a transaction of its own. */
    void insert(String table, List<Object> row);

    /** Replaces the row with the same primary key. */
    void update(String table, List<Object> row);

    /** Deletes the row with that primary key. */
    void delete(String table, Object key);
}
