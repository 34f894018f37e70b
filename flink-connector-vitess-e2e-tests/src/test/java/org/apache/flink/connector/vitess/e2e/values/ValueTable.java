// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import java.util.List;
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
        return columns.stream()
                .map(column -> column.name() + " " + column.type())
                .collect(
                        Collectors.joining(
                                ", ",
                                "CREATE TABLE " + name + " (id BIGINT NOT NULL PRIMARY KEY, ",
                                ") CHARSET utf8mb4"));
    }

    /** Inserts a row with the edge values of the given number. */
    String insert(long id, int row) {
        return written().stream()
                .map(column -> column.literal(row))
                .collect(
                        Collectors.joining(
                                ", ",
                                written().stream()
                                        .map(ValueColumn::name)
                                        .collect(
                                                Collectors.joining(
                                                        ", ",
                                                        "INSERT %s INTO %s (id, "
                                                                .formatted(LENIENT, name),
                                                        ") VALUES (" + id + ", ")),
                                ")"));
    }

    /** Gives a row the edge values of another number. */
    String update(long id, int row) {
        return written().stream()
                .map(column -> column.name() + " = " + column.literal(row))
                .collect(
                        Collectors.joining(
                                ", ",
                                "UPDATE %s %s SET ".formatted(LENIENT, name),
                                " WHERE id = " + id));
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

    private List<ValueColumn> written() {
        return columns.stream().filter(column -> !column.isGenerated()).toList();
    }
}
