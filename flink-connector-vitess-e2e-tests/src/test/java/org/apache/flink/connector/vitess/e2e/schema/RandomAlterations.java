// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Random statements that alter a table or change its rows, for the columns that it has. They leave
 * out what a tablet cannot read afterwards: see the page on schema changes. For one thread.
 */
final class RandomAlterations {

    private static final List<String> TYPES =
            List.of(
                    "int",
                    "int unsigned",
                    "bigint",
                    "smallint",
                    "tinyint unsigned",
                    "varchar(20)",
                    "varchar(20) character set latin1",
                    "varchar(200) collate utf8mb4_bin",
                    "text",
                    "varbinary(20)",
                    "decimal(10,2)",
                    "datetime(3)",
                    "date",
                    "json");

    private static final List<String> LABELS = List.of("a", "b", "c", "d", "e", "f");

    private final Random random;
    private int names;

    RandomAlterations(Random random) {
        this.random = random;
    }

    /** A statement that alters a table; MySQL may refuse it, as its rows do not fit. */
    String alter(String table, List<TrueRows.LiveColumn> columns) {
        if (columns.stream().anyMatch(TrueRows.LiveColumn::hasLabels)) {
            return "alter table %s modify e enum(%s), modify s set(%s)"
                    .formatted(table, labels(), labels());
        }
        String a = any(columns);
        String b = any(columns);
        return "alter table "
                + table
                + " "
                + switch (random.nextInt(8)) {
                    case 0 -> "add column %s %s%s".formatted(name(), type(), place(columns));
                    case 1 -> columns.size() < 3 ? "comment 'drop column'" : "drop column " + a;
                    case 2 -> "rename column %s to %s".formatted(a, name());
                    case 3 ->
                            a.equals(b)
                                    ? "add index (id)"
                                    : "rename column %s to %s, rename column %s to %s"
                                            .formatted(a, b, b, a);
                    case 4 -> "modify column %s %s%s".formatted(a, type(), place(columns));
                    case 5 ->
                            "change %s %s %s, add column %s %s first"
                                    .formatted(a, name(), type(), name(), type());
                    case 6 ->
                            columns.size() < 3
                                    ? "add column " + name() + " int"
                                    : "drop column %s, add column %s %s"
                                            .formatted(a, name(), type());
                    default ->
                            "add column (%s %s, %s %s)".formatted(name(), type(), name(), type());
                };
    }

    private String labels() {
        List<String> labels = new ArrayList<>(LABELS);
        Collections.shuffle(labels, random);
        return labels.stream().map(label -> "'" + label + "'").collect(Collectors.joining(","));
    }

    private String any(List<TrueRows.LiveColumn> columns) {
        // The key is the first of them at the start, but may be anywhere later.
        List<TrueRows.LiveColumn> others =
                columns.stream().filter(column -> !column.name().equals("id")).toList();
        return others.get(random.nextInt(others.size())).name();
    }

    private String name() {
        return "c" + ++names;
    }

    private String type() {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    private String place(List<TrueRows.LiveColumn> columns) {
        return switch (random.nextInt(3)) {
            case 0 -> " first";
            case 1 -> " after " + columns.get(random.nextInt(columns.size())).name();
            default -> "";
        };
    }

    /** A value for a column. */
    String value(TrueRows.LiveColumn column) {
        if (random.nextInt(6) == 0) {
            return "null";
        }
        return switch (column.dataType()) {
            case "int", "bigint", "smallint" ->
                    Integer.toString(
                            column.unsigned() || random.nextBoolean()
                                    ? random.nextInt(100)
                                    : -random.nextInt(100));
            case "tinyint" -> Integer.toString(random.nextInt(200));
            case "decimal" -> random.nextInt(100) + ".25";
            case "datetime" -> "'2024-01-0%d 03:04:05.678'".formatted(1 + random.nextInt(9));
            case "date" -> "'2024-01-0%d'".formatted(1 + random.nextInt(9));
            case "json" -> "'[%d]'".formatted(random.nextInt(100));
            case "enum" -> "'" + LABELS.get(random.nextInt(LABELS.size())) + "'";
            case "set" ->
                    "'"
                            + LABELS.get(random.nextInt(3))
                            + ","
                            + LABELS.get(3 + random.nextInt(3))
                            + "'";
            case "varbinary" -> "x'00FF%02d'".formatted(random.nextInt(100));
            default -> "'é%d'".formatted(random.nextInt(100));
        };
    }
}
