// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.value.ColumnKind;
import org.apache.flink.connector.vitess.value.MySqlCharsets;

/**
 * How far a condition of a VStream rule takes at least the rows that Flink's own takes. MySQL
 * evaluates it for copied rows, and vttablet, in Go, for copied rows and for those of the log. All
 * that is said here was tried on Vitess 24 with MySQL's whole range of values; what is left out
 * loses rows, or fails the stream for some values.
 */
enum ServerComparison {
    /** Not at all. */
    NONE,
    /** Equality with texts. Orders differ with the collation, and so does inequality. */
    TEXTS,
    /** All comparisons with integers. */
    INTEGERS,
    /** All comparisons with exact numbers. */
    DECIMALS;

    /** How the server compares the values of a column. */
    static ServerComparison of(Column column) {
        return switch (ColumnKind.of(column)) {
            case TINYINT,
                    TINYINT_UNSIGNED,
                    SMALLINT,
                    SMALLINT_UNSIGNED,
                    MEDIUMINT,
                    MEDIUMINT_UNSIGNED,
                    INT,
                    INT_UNSIGNED,
                    BIGINT,
                    BIGINT_UNSIGNED,
                    YEAR ->
                    INTEGERS;
            case DECIMAL -> DECIMALS;
            // The literal's bytes are compared with those of the column.
            case CHAR, VARCHAR ->
                    MySqlCharsets.nameOf(column.collation()).filter("utf8mb4"::equals).isPresent()
                            ? TEXTS
                            : NONE;
            case BOOL,
                    FLOAT,
                    DOUBLE,
                    DATE,
                    TIME,
                    DATETIME,
                    TIMESTAMP,
                    TEXT,
                    BINARY,
                    VARBINARY,
                    BLOB,
                    BIT,
                    ENUM,
                    SET,
                    JSON,
                    GEOMETRY,
                    VECTOR ->
                    NONE;
        };
    }
}
