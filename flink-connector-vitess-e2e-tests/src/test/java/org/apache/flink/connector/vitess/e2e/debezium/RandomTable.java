// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A table to be changed at random. Each of its rows has a number, which gives its key.
 *
 * @param keys how the columns that find a row are declared
 * @param primary whether they are the primary key
 * @param key their values in SQL for a row's number
 */
record RandomTable(
        String name,
        List<String> keys,
        boolean primary,
        LongFunction<List<String>> key,
        List<RandomColumn> columns) {

    /** Shows where a stream has got to. */
    static final RandomTable FENCE =
            new RandomTable("fence", List.of("id int"), true, row -> List.of("" + row), List.of());

    private static final String ASCII = "abc XYZ09'\"\\\n%_";
    private static final String LATIN = ASCII + "äÖßéñ€";
    private static final String ALL = LATIN + "Ж日本😀\u0000";

    /** The tables of the test: all common types, and keys of several. */
    static List<RandomTable> all() {
        return List.of(numbers(), texts(), bytes(), times(), keyless(), altered());
    }

    private static RandomTable numbers() {
        return new RandomTable(
                "numbers",
                List.of("id int"),
                true,
                row -> List.of("" + (row - 500)),
                List.of(
                        RandomColumn.integer("i8", "tinyint", -128, 127),
                        RandomColumn.integer("u8", "tinyint unsigned", 0, 255),
                        RandomColumn.integer("flag", "bool", 0, 1),
                        RandomColumn.integer("i16", "smallint", -32768, 32767),
                        RandomColumn.integer("u16", "smallint unsigned", 0, 65535),
                        RandomColumn.integer("i24", "mediumint", -8388608, 8388607),
                        RandomColumn.integer("u24", "mediumint unsigned", 0, 16777215),
                        RandomColumn.integer("i32", "int", Integer.MIN_VALUE, Integer.MAX_VALUE),
                        RandomColumn.integer("u32", "int unsigned", 0, 4294967295L),
                        RandomColumn.integer("i64", "bigint", Long.MIN_VALUE, Long.MAX_VALUE),
                        new RandomColumn(
                                "u64",
                                "bigint unsigned",
                                random -> Long.toUnsignedString(random.nextLong())),
                        RandomColumn.of("d", "decimal(9,2)", "0", "-0.01", "1234567.89", "10"),
                        RandomColumn.of(
                                "d38", "decimal(38,10)", "-1234567890123456789012345678.5", "1"),
                        new RandomColumn("f32", "float", random -> "" + random.nextFloat()),
                        new RandomColumn("f64", "double", random -> "" + random.nextGaussian()),
                        RandomColumn.of("big", "double", "1.7976931348623157e308", "-1e-300", "0"),
                        RandomColumn.ofLiterals("bit1", "bit(1)", List.of("b'0'", "b'1'")),
                        RandomColumn.ofLiterals(
                                "bit12", "bit(12)", List.of("b'0'", "b'101'", "b'100000000001'")),
                        RandomColumn.of("y", "year", "1901", "2024", "2155", "0000")));
    }

    private static RandomTable texts() {
        return new RandomTable(
                "texts",
                List.of("id varchar(20)"),
                true,
                row -> List.of("'ключ " + row + "'"),
                List.of(
                        RandomColumn.text("c", "char(10)", ALL, 10),
                        RandomColumn.text("v", "varchar(40)", ALL, 40),
                        RandomColumn.text("v1", "varchar(40) character set latin1", LATIN, 40),
                        RandomColumn.text("t", "text", ALL, 200),
                        RandomColumn.text("t1", "mediumtext character set latin1", LATIN, 200),
                        RandomColumn.of("e", "enum('red','green','blue sky')", "red", "blue sky"),
                        RandomColumn.of("s", "set('a','b','c')", "", "a", "a,c", "a,b,c"),
                        RandomColumn.of(
                                "j",
                                "json",
                                "{}",
                                "null",
                                "[1, -2.5, true, null, \"é\"]",
                                "{\"b\": {\"c\": []}, \"aa\": \"x y\"}")));
    }

    private static RandomTable bytes() {
        return new RandomTable(
                "bytes",
                List.of("id varbinary(8)"),
                true,
                row -> List.of("X'%04xff'".formatted(row)),
                List.of(
                        RandomColumn.bytes("b", "binary(4)", 4, 4),
                        RandomColumn.bytes("short_b", "binary(4)", 0, 3),
                        RandomColumn.bytes("v", "varbinary(20)", 0, 20),
                        RandomColumn.bytes("l", "blob", 0, 300)));
    }

    private static RandomTable times() {
        return new RandomTable(
                "times",
                List.of("at datetime(6)", "n smallint unsigned"),
                true,
                row ->
                        List.of(
                                "'2024-02-29 12:00:00.%06d'".formatted(row),
                                "" + (65535 - row % 65536)),
                List.of(
                        RandomColumn.of("d", "date", "1000-01-01", "1969-12-31", "9999-12-31"),
                        RandomColumn.of("t", "time", "00:00:00", "23:59:59", "12:34:56"),
                        RandomColumn.of("t3", "time(3)", "00:00:00.001", "23:59:59.9"),
                        RandomColumn.of("t6", "time(6)", "00:00:00", "23:59:59.999999"),
                        RandomColumn.of("far", "time(6)", "-838:59:59", "838:59:59", "-00:00:01.5"),
                        RandomColumn.of(
                                "dt", "datetime", "1000-01-01 00:00:00", "2024-02-29 1:2:3"),
                        RandomColumn.of("dt3", "datetime(3)", "9999-12-31 23:59:59.999"),
                        RandomColumn.of(
                                "dt6", "datetime(6)", "1969-12-31 23:59:59.999999", "2024-01-01"),
                        RandomColumn.of(
                                "ts", "timestamp", "1970-01-01 00:00:01", "2024-02-29 12:34:56"),
                        RandomColumn.of(
                                "ts6",
                                "timestamp(6)",
                                "2038-01-19 03:14:07.499999",
                                "2001-01-01 00:00:00.5")));
    }

    private static RandomTable keyless() {
        return new RandomTable(
                "keyless",
                List.of("tag int"),
                false,
                row -> List.of("" + row),
                List.of(
                        RandomColumn.text("v", "varchar(40)", ALL, 40),
                        RandomColumn.of("dt", "datetime(6)", "2024-02-29 12:34:56.000001"),
                        RandomColumn.of("d", "decimal(20,4)", "1.5", "-99999999.9999")));
    }

    private static RandomTable altered() {
        return new RandomTable(
                "altered",
                List.of("id bigint unsigned"),
                true,
                row -> List.of(Long.toUnsignedString(-1 - row)),
                List.of(RandomColumn.text("v", "varchar(40)", ALL, 40)));
    }

    /** The same with one more column. */
    RandomTable with(RandomColumn column) {
        List<RandomColumn> all = new ArrayList<>(columns);
        all.add(column);
        return new RandomTable(name, keys, primary, key, all);
    }

    String create() {
        List<String> all = new ArrayList<>();
        keys.forEach(column -> all.add(column + " not null"));
        columns.forEach(column -> all.add(column.name() + " " + column.type()));
        if (primary) {
            all.add("primary key (" + String.join(", ", keyNames()) + ")");
        }
        return "create table %s (%s) character set utf8mb4".formatted(name, String.join(", ", all));
    }

    /** The columns of the primary key, none if there is none. */
    List<String> primaryKey() {
        return primary ? keyNames() : List.of();
    }

    /** The types of all columns as they are declared. */
    Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        keys.forEach(
                column -> {
                    String[] parts = column.split(" ", 2);
                    types.put(parts[0], parts[1]);
                });
        columns.forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    String insert(Random random, LongStream rows) {
        String values =
                rows.mapToObj(
                                row -> {
                                    List<String> all = new ArrayList<>(key.apply(row));
                                    columns.forEach(column -> all.add(column.value(random)));
                                    return "(" + String.join(", ", all) + ")";
                                })
                        .collect(Collectors.joining(", "));
        List<String> names = new ArrayList<>(keyNames());
        columns.forEach(column -> names.add(column.name()));
        return "insert into %s (%s) values %s".formatted(name, String.join(", ", names), values);
    }

    /** Sets some of the columns. */
    String update(Random random, long row) {
        int from = random.nextInt(columns.size());
        int to = random.nextInt(from, columns.size()) + 1;
        return "update %s set %s where %s"
                .formatted(
                        name,
                        columns.subList(from, to).stream()
                                .map(column -> column.name() + " = " + column.value(random))
                                .collect(Collectors.joining(", ")),
                        where(row));
    }

    String updateKey(long row, long newRow) {
        return "update %s set %s where %s"
                .formatted(name, String.join(", ", equations(newRow)), where(row));
    }

    String delete(long row) {
        return "delete from %s where %s".formatted(name, where(row));
    }

    private String where(long row) {
        return String.join(" and ", equations(row));
    }

    private List<String> equations(long row) {
        List<String> names = keyNames();
        List<String> values = key.apply(row);
        List<String> equations = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            equations.add(names.get(i) + " = " + values.get(i));
        }
        return equations;
    }

    private List<String> keyNames() {
        return keys.stream().map(column -> column.substring(0, column.indexOf(' '))).toList();
    }
}
