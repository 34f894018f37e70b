// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlTypes;

/** What a column is in MySQL, determined from all that Vitess reports. */
@Internal
public enum ColumnKind {
    BOOL("BOOL, TINYINT(1)"),
    TINYINT("TINYINT"),
    TINYINT_UNSIGNED("TINYINT UNSIGNED"),
    SMALLINT("SMALLINT"),
    SMALLINT_UNSIGNED("SMALLINT UNSIGNED"),
    MEDIUMINT("MEDIUMINT"),
    MEDIUMINT_UNSIGNED("MEDIUMINT UNSIGNED"),
    INT("INT"),
    INT_UNSIGNED("INT UNSIGNED"),
    BIGINT("BIGINT"),
    BIGINT_UNSIGNED("BIGINT UNSIGNED"),
    YEAR("YEAR"),
    DECIMAL("DECIMAL(p, s)"),
    FLOAT("FLOAT"),
    DOUBLE("DOUBLE"),
    DATE("DATE"),
    TIME("TIME(f)"),
    DATETIME("DATETIME(f)"),
    TIMESTAMP("TIMESTAMP(f)"),
    CHAR("CHAR(n)"),
    VARCHAR("VARCHAR(n)"),
    TEXT("TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT"),
    BINARY("BINARY(n)"),
    VARBINARY("VARBINARY(n)"),
    BLOB("TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB"),
    BIT("BIT(n)"),
    ENUM("ENUM"),
    SET("SET"),
    JSON("JSON"),
    GEOMETRY("GEOMETRY, POINT, LINESTRING, POLYGON, MULTI..., GEOMETRYCOLLECTION"),
    VECTOR("VECTOR(n)");

    private final String sql;

    ColumnKind(String sql) {
        this.sql = sql;
    }

    /** The types of MySQL that it stands for. */
    public String sql() {
        return sql;
    }

    /** Whether its values are text in the column's own character set. */
    boolean isText() {
        return this == CHAR || this == VARCHAR || this == TEXT;
    }

    /**
     * The kind of a column.
     *
     * @throws IllegalArgumentException if no column has its type
     */
    public static ColumnKind of(Column column) {
        return switch (column.type()) {
            case INT8 -> column.columnType().startsWith("tinyint(1)") ? BOOL : TINYINT;
            case UINT8 -> TINYINT_UNSIGNED;
            case INT16 -> SMALLINT;
            case UINT16 -> SMALLINT_UNSIGNED;
            case INT24 -> MEDIUMINT;
            case UINT24 -> MEDIUMINT_UNSIGNED;
            case INT32 -> INT;
            case UINT32 -> INT_UNSIGNED;
            case INT64 -> BIGINT;
            case UINT64 -> BIGINT_UNSIGNED;
            case YEAR -> YEAR;
            case DECIMAL -> DECIMAL;
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case DATE -> DATE;
            case TIME -> TIME;
            case DATETIME -> DATETIME;
            case TIMESTAMP -> TIMESTAMP;
            case CHAR -> quoted(column, CHAR);
            case VARCHAR -> quoted(column, VARCHAR);
            case TEXT -> quoted(column, TEXT);
            // With another collation than 'binary' it is a text with a _bin collation.
            case BINARY -> quoted(column, isBinary(column) ? BINARY : CHAR);
            case VARBINARY -> quoted(column, isBinary(column) ? VARBINARY : VARCHAR);
            case BLOB -> quoted(column, isBinary(column) ? BLOB : TEXT);
            case BIT -> BIT;
            case ENUM -> ENUM;
            case SET -> SET;
            case JSON -> JSON;
            case GEOMETRY -> GEOMETRY;
            case VECTOR -> VECTOR;
            case NULL_TYPE -> throw new IllegalArgumentException("no column has the type NULL");
        };
    }

    private static boolean isBinary(Column column) {
        return column.collation() == MySqlTypes.BINARY_COLLATION;
    }

    /** An ENUM or a SET with a _bin collation comes as text or as binary. */
    private static ColumnKind quoted(Column column, ColumnKind kind) {
        if (column.columnType().startsWith("enum(")) {
            return ENUM;
        }
        return column.columnType().startsWith("set(") ? SET : kind;
    }
}
