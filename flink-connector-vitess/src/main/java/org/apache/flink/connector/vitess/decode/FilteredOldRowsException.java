// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import org.apache.flink.annotation.Internal;

/**
 * The cause of a {@link StreamFormatException} where a tablet left rows out by the values of other
 * columns than those of the condition, as it reads old rows by the current schema.
 */
@Internal
public final class FilteredOldRowsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FilteredOldRowsException(String table, String where) {
        super(
                String.format(
                        "rows of table '%s' were written before the table was altered, and the"
                                + " tablet chose them by the columns that it has now, where %s:"
                                + " restart without state, or without the condition",
                        table, where));
    }
}
