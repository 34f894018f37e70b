// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The SQL that changes one row of the quickstart's tables. */
final class Statements {

    /** The primary key first. */
    private static final Map<String, List<String>> COLUMNS =
            Map.of(
                    "customer", List.of("customer_id", "email", "version"),
                    "corder", List.of("order_id", "customer_id", "sku", "price", "version"));

    private Statements() {}

    static String insert(String table, List<Object> row) {
        return "insert into %s (%s) values (%s)"
                .formatted(
                        table,
                        String.join(", ", COLUMNS.get(table)),
                        row.stream().map(Statements::literal).collect(Collectors.joining(", ")));
    }

    static String update(String table, List<Object> row) {
        return "update %s set %s where %s"
                .formatted(
                        table,
                        IntStream.range(1, row.size())
                                .mapToObj(i -> equal(table, i, row.get(i)))
                                .collect(Collectors.joining(", ")),
                        equal(table, 0, row.get(0)));
    }

    static String delete(String table, Object key) {
        return "delete from %s where %s".formatted(table, equal(table, 0, key));
    }

    private static String equal(String table, int column, Object value) {
        return COLUMNS.get(table).get(column) + " = " + literal(value);
    }

    private static String literal(Object value) {
        return value instanceof Number ? value.toString() : "'" + value + "'";
    }
}
