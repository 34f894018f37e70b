// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * What is read of the tables of a stream.
 *
 * @param columns the columns to read, besides those of the primary keys; empty for all
 * @param filtered whether the server leaves rows out that do not fulfil the position's condition
 */
@Internal
public record Selection(List<String> columns, boolean filtered) {

    public Selection {
        columns = List.copyOf(columns);
    }

    /** All columns of the rows that the server sends. */
    public static Selection all() {
        return new Selection(List.of(), true);
    }
}
