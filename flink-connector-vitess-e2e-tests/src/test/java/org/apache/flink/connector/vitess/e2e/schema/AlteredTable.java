// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import java.util.List;
import java.util.stream.Stream;

/**
 * A table, how it is altered, and values for its rows before and after.
 *
 * @param name the table's name, and what is done to it
 * @param columns its columns besides {@code id}, as declared
 * @param values what is inserted into them, one list for each row
 * @param alter the statements that alter it; {@code delete} deletes its rows one by one
 * @param altered the same as {@code values}, for the columns after it
 */
record AlteredTable(
        String name,
        String columns,
        List<String> values,
        List<String> alter,
        List<String> altered) {

    /** Some of {@link #READABLE}. */
    static List<AlteredTable> named(String... names) {
        return READABLE.stream().filter(table -> List.of(names).contains(table.name())).toList();
    }

    String create() {
        return "create table %s (id bigint primary key, %s)".formatted(name, columns);
    }

    String insert(long id, List<String> rows) {
        return "insert into %s set id = %d%s"
                .formatted(name, id, rows.get((int) (id % rows.size())));
    }

    /** A row of the table, as it follows SET. */
    private static String row(String values) {
        return values.isEmpty() ? "" : ", " + values;
    }

    static AlteredTable of(
            String name, String columns, String values, String alter, String altered) {
        return new AlteredTable(
                name,
                columns,
                Stream.of(values.split(";")).map(String::strip).map(AlteredTable::row).toList(),
                Stream.of(alter.replace("$", name).split(";")).map(String::strip).toList(),
                Stream.of(altered.split(";")).map(String::strip).map(AlteredTable::row).toList());
    }

    /** The kinds of change whose rows can be determined in any case. */
    static final List<AlteredTable> READABLE =
            List.of(
                    of(
                            "add_after_key",
                            "a int, b int",
                            "a = 20, b = 200; b = 3",
                            "alter table $ add column x int after id",
                            "x = 1, a = 20, b = 200; a = 4"),
                    of(
                            "add_last",
                            "a int, b int",
                            "a = 20, b = 200",
                            "alter table $ add column x varchar(20)",
                            "a = 20, b = 200, x = 'ä'"),
                    of(
                            "drop_first",
                            "a int, b int",
                            "a = 20, b = 200",
                            "alter table $ drop column a",
                            "b = 200"),
                    of(
                            "drop_and_add",
                            "a int, b int",
                            "a = 20, b = 200",
                            "alter table $ drop column a, add column c int",
                            "b = 200, c = 3"),
                    of(
                            "swap_names",
                            "a int, b int",
                            "a = 20, b = 200",
                            "alter table $ rename column a to b, rename  column b to a",
                            "a = 20, b = 200"),
                    of(
                            "rename_one",
                            "a int, b varchar(9)",
                            "a = 20, b = 'x'",
                            "alter table $ change a `new name` int",
                            "`new name` = 20, b = 'x'"),
                    of(
                            "move_column",
                            "a int, b int, c int",
                            "a = 1, b = 2, c = 3",
                            "alter table $ modify c int after id",
                            "c = 3, a = 1, b = 2"),
                    of(
                            "enum_labels",
                            "e enum('a','b','c')",
                            "e = 'b'; e = 'c'; e = null",
                            "alter table $ modify e enum('z','a','b','c')",
                            "e = 'z'; e = 'c'"),
                    of(
                            "set_labels",
                            "s set('a','b','c')",
                            "s = 'b'; s = 'a,c'; s = ''",
                            "alter table $ modify s set('c','b','a','d')",
                            "s = 'd,a'; s = 'b'"),
                    of(
                            "to_unsigned",
                            "n int, m mediumint",
                            "n = -5, m = -8388608; n = 5, m = 7",
                            "delete from $; alter table $ modify n int unsigned, modify m mediumint"
                                    + " unsigned",
                            "n = 4294967291, m = 16777215; n = 5, m = 5"),
                    of(
                            "to_signed",
                            "n bigint unsigned, m tinyint unsigned",
                            "n = 18446744073709551615, m = 255; n = 5, m = 5",
                            "delete from $; alter table $ modify n bigint, modify m tinyint",
                            "n = -1, m = -128"),
                    of(
                            "charset",
                            "v varchar(20) character set latin1",
                            "v = 'é'; v = 'abc'",
                            "alter table $ modify v varchar(20) character set utf8mb4",
                            "v = 'é€'"),
                    of(
                            "convert_charset",
                            "v varchar(20), w varchar(5)",
                            "v = 'é€', w = 'x'",
                            "delete from $; alter table $ convert to character set latin1",
                            "v = 'é', w = 'y'"),
                    of(
                            "longer",
                            "v varchar(10), c char(3), b binary(4)",
                            "v = 'abc', c = 'x', b = 'ab'",
                            "alter table $ modify v varchar(300), modify c char(30), modify b"
                                    + " binary(8)",
                            "v = repeat('x', 300), c = 'y', b = 'b'"),
                    of(
                            "wider",
                            "n int, d decimal(10,2), t datetime",
                            "n = -7, d = 1.50, t = '2024-01-02 03:04:05'",
                            "alter table $ modify n bigint, modify d decimal(20,6), modify t"
                                    + " datetime(6)",
                            "n = 8000000000, d = 1.5, t = '2024-01-02 03:04:05.678901'"),
                    of(
                            "number_to_text",
                            "n int, k int",
                            "n = -7, k = 1",
                            "alter table $ modify n varchar(20)",
                            "n = 'seven', k = 2"),
                    of(
                            "text_types",
                            "v varchar(20), j json, d date",
                            "v = '[1]', j = '{\"a\": 1}', d = '2024-01-02'",
                            "alter table $ modify v json, modify j text, modify d varchar(30)",
                            "v = '[2]', j = 'no json', d = 'yesterday'"),
                    of(
                            "binary_to_char",
                            "b binary(6), v varbinary(6)",
                            "b = 'abcdef', v = 'x'; b = 'a', v = 'y'",
                            "alter table $ modify b char(6), modify v varchar(6)",
                            "b = 'z', v = 'z'"),
                    of(
                            "generated_columns",
                            "a int, b int",
                            "a = 1, b = 2",
                            "alter table $ add column s int generated always as (a + b) stored"
                                    + " after id, add column v int as (a * 2) virtual after a",
                            "a = 3, b = 4"),
                    of(
                            "invisible",
                            "a int, b int",
                            "a = 1, b = 2",
                            "alter table $ alter column a set invisible, add column h int default 7"
                                    + " invisible after id",
                            "b = 3; a = 4, h = 5"),
                    of(
                            "swapped_table",
                            "a int, b int",
                            "a = 20, b = 200",
                            "create table _$_gho like $; alter table _$_gho add column x int after"
                                    + " id; insert into _$_gho (id, a, b) select id, a, b from $;"
                                    + " rename table $ to _$_del, _$_gho to $",
                            "x = 1, a = 2, b = 3"),
                    of(
                            "no_columns",
                            "a int",
                            "a = 1",
                            "alter table $ add index (a), comment 'rename to x', add constraint"
                                    + " no_columns_positive check (a > 0)",
                            "a = 2"));
}
