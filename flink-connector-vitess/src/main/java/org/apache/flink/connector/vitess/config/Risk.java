// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A way in which changes are missing or incorrect although nothing in the stream shows it. A job
 * whose tables have one is refused unless it is accepted, in which case it is logged.
 */
@PublicEvolving
public enum Risk {
    /** Rows whose columns are all NULL, in a table without a NOT NULL column. */
    ALL_NULL_ROWS,
    /** What InnoDB changes by CASCADE or SET NULL of a foreign key, and does not log. */
    FOREIGN_KEY_ACTIONS,
    /** The changes of a table that MoveTables has moved to another keyspace. */
    MOVED_TABLES,
    /** Parts of rows in the binary log, by binlog_row_image or binlog_row_value_options. */
    PARTIAL_ROW_IMAGES,
    /** Labels of ENUM and SET in which MySQL itself shows a question mark. */
    UNCLEAR_LABELS;

    /** The name in SQL. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
