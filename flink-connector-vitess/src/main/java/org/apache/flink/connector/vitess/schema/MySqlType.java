// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.schema;

import org.apache.flink.annotation.PublicEvolving;

/**
 * The type of a column, by the names that Vitess gives to MySQL's types.
 *
 * <p>A text column with a {@code _bin} collation arrives as {@link #BINARY}, {@link #VARBINARY} or
 * {@link #BLOB}; its collation distinguishes it from a binary column.
 */
@PublicEvolving
public enum MySqlType {
    /** The type of a bare NULL, which no column has. */
    NULL_TYPE,
    /** TINYINT. */
    INT8,
    /** TINYINT UNSIGNED. */
    UINT8,
    /** SMALLINT. */
    INT16,
    /** SMALLINT UNSIGNED. */
    UINT16,
    /** MEDIUMINT. */
    INT24,
    /** MEDIUMINT UNSIGNED. */
    UINT24,
    /** INT. */
    INT32,
    /** INT UNSIGNED. */
    UINT32,
    /** BIGINT. */
    INT64,
    /** BIGINT UNSIGNED. */
    UINT64,
    /** FLOAT. */
    FLOAT32,
    /** DOUBLE. */
    FLOAT64,
    /** TIMESTAMP, in UTC. */
    TIMESTAMP,
    /** DATE. */
    DATE,
    /** TIME. */
    TIME,
    /** DATETIME. */
    DATETIME,
    /** YEAR. */
    YEAR,
    /** DECIMAL. */
    DECIMAL,
    /** TINYTEXT to LONGTEXT. */
    TEXT,
    /** TINYBLOB to LONGBLOB, or such a TEXT. */
    BLOB,
    /** VARCHAR. */
    VARCHAR,
    /** VARBINARY, or such a VARCHAR. */
    VARBINARY,
    /** CHAR. */
    CHAR,
    /** BINARY, or such a CHAR. */
    BINARY,
    /** BIT. */
    BIT,
    /** ENUM. */
    ENUM,
    /** SET. */
    SET,
    /** All spatial types. */
    GEOMETRY,
    /** JSON. */
    JSON,
    /** VECTOR. */
    VECTOR
}
