// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import org.apache.flink.annotation.Internal;

/**
 * A tablet left rows out by the values of other columns than those of the condition, as it reads
 * old rows by the current schema. Without the condition they can be read.
 */
@Internal
public final class FilteredOldRowsException extends StreamFormatException {

    private static final long serialVersionUID = 1;

    FilteredOldRowsException(String message) {
        super(message, null);
    }

    /** The reason where the tablet takes rows for those of other columns than they have. */
    static String altered(String table, String where) {
        return String.format(
                "rows of table '%s' were written before the table was altered, and the tablet chose"
                        + " them by the columns that it has now, where %s: restart without state, or"
                        + " without the condition",
                table, where);
    }

    /** The reason where it cannot be known whether it does. */
    static String unknown(String table, String where) {
        return String.format(
                "rows of table '%s' were chosen by the tablet, where %s, and the columns that the"
                        + " table had there can no longer be determined, as it was altered or its"
                        + " shard was resharded more than once since: restart without state, or"
                        + " without the condition",
                table, where);
    }
}
