// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;

/**
 * A Vitess that is the quickstart's own, so it writes there.
 *
 * <p>Its keyspace has the tables {@code customer (customer_id, email, version)} and {@code corder
 * (order_id, customer_id, sku, price, version)}, each sharded by its first column, which is the
 * primary key. The version is 1 in a new row, and each update raises it by one.
 */
interface WritableDatabase extends Database {

    /** Inserts a row in a transaction of its own. */
    void insert(String table, List<Object> row);

    /** Replaces the row with the same primary key. */
    void update(String table, List<Object> row);

    /** Deletes the row with that primary key. */
    void delete(String table, Object key);
}
