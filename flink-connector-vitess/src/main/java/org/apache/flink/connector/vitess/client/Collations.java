// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statements that ask MySQL for collations and the order of texts. They are sent to one shard
 * as they are.
 */
final class Collations {

    private static final HexFormat HEX = HexFormat.of();

    /**
     * The character set and collation of a column.
     *
     * @param charset the character set's name
     * @param collation the collation's name
     */
    private record Collation(String charset, String collation) {

        private String literal(byte[] text) {
            return "_%s X'%s' collate %s".formatted(charset, HEX.formatHex(text), collation);
        }
    }

    private Collations() {}

    /**
     * Compares values with a pivot as MySQL does, in the collation of a column.
     *
     * @param ask runs a statement and returns its rows
     * @return for each value -1, 0 or 1 as it is less, equal or greater
     */
    static List<Integer> compare(
            String table,
            String column,
            List<byte[]> values,
            byte[] pivot,
            Function<String, List<List<String>>> ask) {
        Collation collation = find(table, column, ask.apply(ofColumns(table)));
        return orders(ask.apply(comparison(collation, values, pivot)), values.size());
    }

    /** Asks for the name, character set and collation of each column of a table. */
    private static String ofColumns(String table) {
        return "select column_name, character_set_name, collation_name"
                + " from information_schema.columns"
                + " where table_schema = database() and table_name = "
                + TableStatements.literal(table);
    }

    /** Asks for the name and collation id of each text column of a table. */
    static String idsOfColumns(String table) {
        return "select c.column_name, l.id from information_schema.columns c"
                + " join information_schema.collations l on l.collation_name = c.collation_name"
                + " where c.table_schema = database() and c.table_name = "
                + TableStatements.literal(table);
    }

    /** Finds a column in the answer to {@link #ofColumns}; column names have no case. */
    private static Collation find(String table, String column, List<List<String>> columns) {
        return columns.stream()
                .filter(row -> row.get(0).equalsIgnoreCase(column) && !row.get(2).isEmpty())
                .findFirst()
                .map(row -> new Collation(row.get(1), row.get(2)))
                .orElseThrow(
                        () ->
                                new VitessException(
                                        String.format(
                                                "MySQL has no text column '%s' of table '%s': it"
                                                        + " has the columns %s. Check whether"
                                                        + " the table was altered meanwhile",
                                                column, table, columns)));
    }

    /** Asks for the order of each value and the pivot, in one row. */
    private static String comparison(Collation collation, List<byte[]> values, byte[] pivot) {
        String right = collation.literal(pivot);
        return values.stream()
                .map(value -> "strcmp(" + collation.literal(value) + ", " + right + ")")
                .collect(Collectors.joining(", ", "select ", ""));
    }

    /** Reads the answer to {@link #comparison} for so many values. */
    private static List<Integer> orders(List<List<String>> rows, int values) {
        List<Integer> orders = rows.get(0).stream().map(Integer::valueOf).toList();
        if (orders.size() != values) {
            throw new IllegalArgumentException(orders.size() + " results for " + values + " texts");
        }
        return orders;
    }

    /** Reads the answer to {@link #idsOfColumns}: the ids by the columns' names. */
    static Map<String, Integer> ids(List<List<String>> rows) {
        return rows.stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> Integer.valueOf(row.get(1))));
    }
}
