// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;

/** Random {@code ALTER TABLE}s in all the words that MySQL has for them; it may refuse some. */
final class RandomClauses {

    private static final List<String> TYPES =
            List.of(
                    "int",
                    "INTEGER unsigned",
                    "int(11)",
                    "int4",
                    "int signed",
                    "bool",
                    "boolean",
                    "tinyint(1)",
                    "tinyint(1) unsigned",
                    "int1",
                    "smallint",
                    "int2 unsigned",
                    "mediumint",
                    "middleint unsigned",
                    "int3",
                    "bigint(20)",
                    "int8 unsigned",
                    "decimal",
                    "dec(5)",
                    "numeric(7,2)",
                    "fixed(7,2) unsigned",
                    "float",
                    "float4",
                    "float(7,2)",
                    "double",
                    "double precision",
                    "real",
                    "float8 unsigned",
                    "double(7,2)",
                    "bit",
                    "bit(9)",
                    "date",
                    "time",
                    "time(3)",
                    "datetime(6)",
                    "datetime(0)",
                    "timestamp null",
                    "year",
                    "year(4)",
                    "json",
                    "blob",
                    "tinyblob",
                    "mediumblob",
                    "longblob",
                    "binary",
                    "binary(5)",
                    "varbinary(7)",
                    "point",
                    "geometry",
                    "linestring",
                    "blob(1000)",
                    "int zerofill",
                    "float(30)");

    private static final List<String> TEXTS =
            List.of(
                    "char",
                    "char(3)",
                    "character(4)",
                    "varchar(9)",
                    "char varying(9)",
                    "character varying(8)",
                    "tinytext",
                    "text",
                    "mediumtext",
                    "longtext",
                    "text(1000)",
                    "enum('a','b  ','c''d')",
                    "set('x','Y')",
                    "ENUM('1')");

    private static final List<String> NATIONAL_TEXTS =
            List.of(
                    "nchar(3)",
                    "national char(3)",
                    "nvarchar(9)",
                    "national varchar(9)",
                    "nchar varchar(9)",
                    "national char varying(9)");

    private static final List<String> CHARSETS =
            List.of(
                    "",
                    "",
                    "",
                    " character set latin1",
                    " charset utf8mb3",
                    " charset 'greek'",
                    " collate utf8mb4_bin",
                    " collate utf8mb4_0900_bin",
                    " collate latin1_bin",
                    " collate utf8mb4_general_ci",
                    " character set utf8 collate utf8mb3_bin",
                    " character set latin1 binary",
                    " character set binary",
                    " binary");

    private static final List<String> OPTIONS =
            List.of(
                    "",
                    "",
                    "",
                    " null",
                    " not null",
                    " invisible",
                    " /*!80023 INVISIBLE */",
                    " comment 'drop column `id`, first'",
                    " null default null",
                    " unique",
                    " not null /* first */",
                    " column_format default");

    private final Random random;
    private int names;

    RandomClauses(Random random) {
        this.random = random;
    }

    /** A statement of one to three clauses. */
    String alter(TableSchema schema) {
        return any("alter table ", "ALTER TABLE vt_evolution.", "alter  table\n`vt_evolution`.")
                + any("t ", "`t`\t", "/* x */ t ")
                + IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(i -> clause(schema))
                        .collect(Collectors.joining(any(",", ", ", " ,\n")))
                + any("", "", ", algorithm=copy", " -- the end");
    }

    private String clause(TableSchema schema) {
        String a = column(schema);
        String b = column(schema);
        return switch (random.nextInt(18)) {
            case 0, 1, 2, 3 -> any("add ", "ADD COLUMN ") + declared(name()) + place(schema);
            case 4 -> "add (" + declared(name()) + ", " + declared(name()) + ")";
            case 5, 6 -> any("drop ", "DROP column ") + a;
            case 7, 8, 9 -> any("modify ", "MODIFY COLUMN ") + declared(a) + place(schema);
            case 10, 11 -> "change " + a + " " + declared(name()) + place(schema);
            case 12 ->
                    "change column " + a + " " + declared(b) + ", change " + b + " " + declared(a);
            case 13 -> "rename column " + a + " to " + name();
            case 14 -> "rename column " + a + " to " + b + ", rename  column " + b + " to " + a;
            case 15 -> "convert to character set " + any("latin1", "utf8mb4 collate utf8mb4_bin");
            case 16 -> any("default charset = ", "charset ") + any("latin1", "utf8mb4", "greek");
            default ->
                    any(
                            "comment = 'rename to x'",
                            "add index (" + a + ")",
                            "drop primary key, add primary key (" + a + ")",
                            "add unique (" + a + ")",
                            "engine=innodb",
                            "force");
        };
    }

    private String declared(String name) {
        String type =
                switch (random.nextInt(5)) {
                    case 0, 1 -> any(TYPES);
                    case 2 -> random.nextInt(4) > 0 ? any(TYPES) : any(NATIONAL_TEXTS);
                    default -> any(TEXTS) + any(CHARSETS);
                };
        return name + " " + type + any(OPTIONS);
    }

    private String place(TableSchema schema) {
        return any("", "", "", " first", " FIRST", " after " + column(schema), " AFTER `id`");
    }

    private String name() {
        names++;
        return any(
                "c" + names, "C" + names, "`c``" + names + "`", "`ä " + names + "`", "_" + names);
    }

    private String column(TableSchema schema) {
        String name = any(schema.columns().stream().map(Column::name).toList());
        return name.matches("c\\d+") && random.nextBoolean()
                ? name.toUpperCase(Locale.ROOT)
                : "`" + name.replace("`", "``") + "`";
    }

    private String any(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
