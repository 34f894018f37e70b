// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import org.apache.flink.annotation.PublicEvolving;

/**
 * The type of a column, by the names that Vitess gives to MySQL's types.
 *
 * <p>A text column with a {@code _bin} collation arrives as {@link #BINARY}, {@link #VARBINARY} or
 * {@link #BLOB}; its collation tells it from a real binary column.
 */
@PublicEvolving
public enum MySqlType {
    NULL_TYPE,
    INT8,
    UINT8,
    INT16,
    UINT16,
    INT24,
    UINT24,
    INT32,
    UINT32,
    INT64,
    UINT64,
    FLOAT32,
    FLOAT64,
    TIMESTAMP,
    DATE,
    TIME,
    DATETIME,
    YEAR,
    DECIMAL,
    TEXT,
    BLOB,
    VARCHAR,
    VARBINARY,
    CHAR,
    BINARY,
    BIT,
    ENUM,
    SET,
    GEOMETRY,
    JSON,
    VECTOR
}
