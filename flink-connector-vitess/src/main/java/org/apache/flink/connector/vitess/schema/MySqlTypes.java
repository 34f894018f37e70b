// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.schema;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.annotation.Internal;

/** The types of {@code information_schema} in Vitess' words. */
@Internal
public final class MySqlTypes {

    /** The id of the collation of bytes that are no text. */
    public static final int BINARY_COLLATION = 63;

    private static final Set<String> TEXTS =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set");

    private MySqlTypes() {}

    /** Whether columns of a type have a character set. */
    public static boolean isText(String dataType) {
        return TEXTS.contains(dataType.toLowerCase(Locale.ROOT));
    }

    /** The bare type of a column, such as {@code int} of {@code int unsigned}. */
    public static String dataType(Column column) {
        return column.columnType().split("[ (]", 2)[0].toLowerCase(Locale.ROOT);
    }

    /**
     * A type. A text that is ordered by its bytes has the type of bytes.
     *
     * @param dataType the bare type, such as {@code int}
     * @param columnType the whole type, such as {@code int unsigned}
     * @param bin whether the collation is a {@code _bin} one
     * @return empty if the type is not known
     */
    public static Optional<MySqlType> of(String dataType, String columnType, boolean bin) {
        boolean unsigned = columnType.toLowerCase(Locale.ROOT).contains(" unsigned");
        return Optional.ofNullable(
                switch (dataType.toLowerCase(Locale.ROOT)) {
                    case "tinyint" -> unsigned ? MySqlType.UINT8 : MySqlType.INT8;
                    case "smallint" -> unsigned ? MySqlType.UINT16 : MySqlType.INT16;
                    case "mediumint" -> unsigned ? MySqlType.UINT24 : MySqlType.INT24;
                    case "int" -> unsigned ? MySqlType.UINT32 : MySqlType.INT32;
                    case "bigint" -> unsigned ? MySqlType.UINT64 : MySqlType.INT64;
                    case "float" -> MySqlType.FLOAT32;
                    case "double" -> MySqlType.FLOAT64;
                    case "decimal" -> MySqlType.DECIMAL;
                    case "timestamp" -> MySqlType.TIMESTAMP;
                    case "date" -> MySqlType.DATE;
                    case "time" -> MySqlType.TIME;
                    case "datetime" -> MySqlType.DATETIME;
                    case "year" -> MySqlType.YEAR;
                    case "char" -> bin ? MySqlType.BINARY : MySqlType.CHAR;
                    case "varchar" -> bin ? MySqlType.VARBINARY : MySqlType.VARCHAR;
                    case "tinytext", "text", "mediumtext", "longtext" ->
                            bin ? MySqlType.BLOB : MySqlType.TEXT;
                    case "binary" -> MySqlType.BINARY;
                    case "varbinary" -> MySqlType.VARBINARY;
                    case "tinyblob", "blob", "mediumblob", "longblob" -> MySqlType.BLOB;
                    case "enum" -> bin ? MySqlType.BINARY : MySqlType.ENUM;
                    case "set" -> bin ? MySqlType.BINARY : MySqlType.SET;
                    case "bit" -> MySqlType.BIT;
                    case "json" -> MySqlType.JSON;
                    case "vector" -> MySqlType.VECTOR;
                    case "geometry",
                            "point",
                            "linestring",
                            "polygon",
                            "multipoint",
                            "multilinestring",
                            "multipolygon",
                            "geomcollection",
                            "geometrycollection" ->
                            MySqlType.GEOMETRY;
                    default -> null;
                });
    }
}
