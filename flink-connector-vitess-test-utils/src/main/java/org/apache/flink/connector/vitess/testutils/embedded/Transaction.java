// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.List;

/**
 * What a transaction on one shard can do. Each call is one statement, so one ROW event unless its
 * rows are too many. Values are MySQL's text as a String, raw bytes, a number, or null.
 *
 * <p>An exception that leaves the transaction's body rolls it back.
 */
public interface Transaction {

    /**
     * Inserts one row.
     *
     * @param table the table
     * @param values a value for each column
     * @throws IllegalStateException if the primary key is there already
     */
    void insert(String table, Object... values);

    /**
     * Inserts many rows by one statement.
     *
     * @param table the table
     * @param rows a value for each column, for each row
     * @throws IllegalStateException if one of the primary keys is there already
     */
    void insertAll(String table, List<Object[]> rows);

    /**
     * Replaces one row, where wanted with another primary key.
     *
     * @param table the table
     * @param primaryKey the primary key of the row until now
     * @param values the new values of all columns
     * @throws IllegalStateException if there is no such row
     */
    void update(String table, List<?> primaryKey, Object... values);

    /**
     * Deletes one row.
     *
     * @param table the table
     * @param primaryKey the primary key
     * @throws IllegalStateException if there is no such row
     */
    void delete(String table, Object... primaryKey);
}
