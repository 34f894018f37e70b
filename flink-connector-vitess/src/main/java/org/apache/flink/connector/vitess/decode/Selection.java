// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.List;
import java.util.function.Function;
import org.apache.flink.annotation.Internal;

/**
 * What is read of the tables of a stream.
 *
 * @param columns the columns to read of a table, besides those of its primary key; empty for all
 * @param filtered whether the server leaves rows out that do not fulfil the position's condition
 * @param boundaries whether the beginnings and ends of transactions are emitted
 */
@Internal
public record Selection(
        Function<String, List<String>> columns, boolean filtered, boolean boundaries) {

    /** All columns of the rows that the server sends. */
    public static Selection all() {
        return new Selection(table -> List.of(), true, false);
    }
}
