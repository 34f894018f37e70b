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

    private FilteredOldRowsException(String message) {
        super(message);
    }

    /** The tablet takes rows for those of other columns than they have. */
    static FilteredOldRowsException altered(String table, String where) {
        return new FilteredOldRowsException(
                String.format(
                        "rows of table '%s' were written before the table was altered, and the"
                                + " tablet chose them by the columns that it has now, where %s:"
                                + " restart without state, or without the condition",
                        table, where));
    }

    /** It cannot be known whether it does. */
    static FilteredOldRowsException unknown(String table, String where) {
        return new FilteredOldRowsException(
                String.format(
                        "rows of table '%s' were chosen by the tablet, where %s, and the columns"
                                + " that the table had there can no longer be determined, as it was"
                                + " altered or its shard was resharded more than once since:"
                                + " restart without state, or without the condition",
                        table, where));
    }
}
