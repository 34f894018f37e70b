// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.connector.vitess.schema.Column;

/**
 * The types of columns in PostgreSQL, by the names of its catalog. Each holds all values of the
 * column in MySQL.
 */
final class PostgresTypes {

    /** Each holds all values of those before it. */
    private static final List<List<String>> WIDER =
            List.of(
                    List.of("int2", "int4", "int8"),
                    List.of("float4", "float8"),
                    List.of("date", "timestamp"));

    private static final String NUMERIC = "numeric(";

    private PostgresTypes() {}

    /** The type of a column. */
    static String of(Column column) {
        String type = column.columnType().toLowerCase(Locale.ROOT);
        boolean unsigned = type.contains(" unsigned");
        return switch (type.split("[ (]", 2)[0]) {
            case "tinyint", "year" -> "int2";
            case "smallint" -> unsigned ? "int4" : "int2";
            case "mediumint" -> "int4";
            case "int" -> unsigned ? "int8" : "int4";
            case "bigint" -> unsigned ? numeric(20, 0) : "int8";
            case "decimal" -> type.replaceFirst("decimal(\\([0-9,]*\\)).*", "numeric$1");
            case "float" -> "float4";
            case "double" -> "float8";
            case "date" -> "date";
            // A TIME can be negative, and longer than a day.
            case "time" -> "interval";
            case "datetime" -> "timestamp";
            case "timestamp" -> "timestamptz";
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" ->
                    "text";
            case "json" -> "jsonb";
            default -> "bytea";
        };
    }

    private static String numeric(int digits, int fraction) {
        return NUMERIC + digits + "," + fraction + ")";
    }

    /**
     * The type that holds all values of two others.
     *
     * @return empty if there is none to which PostgreSQL converts the first one
     */
    static Optional<String> wider(String present, String other) {
        boolean holdsAll =
                switch (present) {
                    case "text" -> !other.equals("bytea");
                    case "numeric" -> other.equals(present) || isExact(other);
                    default -> present.equals(other);
                };
        if (holdsAll) {
            return Optional.of(present);
        }
        for (List<String> family : WIDER) {
            if (family.contains(present) && family.contains(other)) {
                int last = Math.max(family.indexOf(present), family.indexOf(other));
                return Optional.of(family.get(last));
            }
        }
        return isExact(present) && isExact(other)
                ? Optional.of(
                        numeric(
                                Math.max(whole(present), whole(other))
                                        + Math.max(fraction(present), fraction(other)),
                                Math.max(fraction(present), fraction(other))))
                : Optional.empty();
    }

    private static boolean isExact(String type) {
        return type.startsWith(NUMERIC) || WIDER.get(0).contains(type);
    }

    /** The digits before the point. */
    private static int whole(String type) {
        return switch (type) {
            case "int2" -> 5;
            case "int4" -> 10;
            case "int8" -> 19;
            default -> number(type, 0) - number(type, 1);
        };
    }

    private static int fraction(String type) {
        return type.startsWith(NUMERIC) ? number(type, 1) : 0;
    }

    private static int number(String numeric, int index) {
        String[] numbers = numeric.substring(NUMERIC.length(), numeric.length() - 1).split(",");
        return Integer.parseInt(numbers[index]);
    }
}
