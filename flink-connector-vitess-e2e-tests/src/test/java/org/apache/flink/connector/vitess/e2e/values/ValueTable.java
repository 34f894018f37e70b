// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of some types: the row i holds the i-th edge value of each column.
 *
 * @param name its name
 * @param columns its columns besides the key {@code id}
 */
record ValueTable(String name, List<ValueColumn> columns) {

    /** No value is refused: neither dates that do not exist, nor what does not fit. */
    private static final String LENIENT =
            "/*+ SET_VAR(sql_mode='ALLOW_INVALID_DATES') SET_VAR(time_zone='+00:00') */";

    static ValueTable of(String name, ValueColumn... columns) {
        return new ValueTable(name, List.of(columns));
    }

    /** How many rows show every value of each column. */
    int rows() {
        return columns.stream().mapToInt(column -> column.literals().size()).max().orElseThrow();
    }

    @Override
    public String toString() {
        return name;
    }

    String create() {
        return "CREATE TABLE %s (id BIGINT NOT NULL PRIMARY KEY, %s) CHARSET utf8mb4"
                .formatted(
                        name,
                        columns.stream()
                                .map(column -> column.name() + " " + column.type())
                                .collect(Collectors.joining(", ")));
    }

    /** Inserts a row with the edge values of the given number. */
    String insert(long id, int row) {
        return "INSERT %s INTO %s (id, %s) VALUES (%d, %s)"
                .formatted(
                        LENIENT,
                        name,
                        written(ValueColumn::name),
                        id,
                        written(column -> column.literal(row)));
    }

    /** Gives a row the edge values of another number. */
    String update(long id, int row) {
        return "UPDATE %s %s SET %s WHERE id = %d"
                .formatted(
                        LENIENT,
                        name,
                        written(column -> column.name() + " = " + column.literal(row)),
                        id);
    }

    private String written(Function<ValueColumn, String> sql) {
        return columns.stream()
                .filter(column -> !column.isGenerated())
                .map(sql)
                .collect(Collectors.joining(", "));
    }

    /** What MySQL is asked of each row. */
    List<String> selected() {
        return columns.stream()
                .flatMap(column -> Stream.of(column.text(), column.typed()))
                .distinct()
                .toList();
    }

    /** Asks for the key and for all that is selected. */
    String select(long from, long to) {
        return "SELECT /*+ SET_VAR(time_zone='+00:00') */ id, %s FROM %s WHERE id BETWEEN %d AND %d ORDER BY id"
                .formatted(String.join(", ", selected()), name, from, to);
    }

    List<Long> ids(long first) {
        return IntStream.range(0, rows()).mapToObj(i -> first + i).toList();
    }
}
