// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.List;

/**
 * One row that a transaction changes. A row has its columns' values as MySQL's text, in the order
 * of {@link LedgerTable}.
 */
public sealed interface RowOperation {

    /** The table's name. */
    String table();

    /** A new row. */
    record Insert(String table, List<String> row) implements RowOperation {}

    /** Another row in place of one, where wanted with another primary key. */
    record Update(String table, List<String> before, List<String> after) implements RowOperation {}

    /** A row goes. */
    record Delete(String table, List<String> before) implements RowOperation {}
}
