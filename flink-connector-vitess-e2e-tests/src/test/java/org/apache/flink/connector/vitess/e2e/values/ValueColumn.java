// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A column and its edge values. All are nullable, and the last value is NULL.
 *
 * @param name its name; see {@code ImageLines} for what prefixes mean
 * @param type its type in DDL
 * @param text what MySQL is asked for its text, or for its bytes in hexadecimal
 * @param typed what MySQL is asked for the value in Flink's default type
 * @param literals the values in SQL; none of a generated column
 */
record ValueColumn(String name, String type, String text, String typed, List<String> literals) {

    private static final HexFormat HEX = HexFormat.of();

    ValueColumn {
        literals =
                literals.isEmpty()
                        ? List.of()
                        : Stream.concat(literals.stream(), Stream.of("NULL")).toList();
    }

    /** A column whose values are written as quoted ASCII text. */
    static ValueColumn of(String name, String type, String... values) {
        return ofLiterals(
                name, type, Arrays.stream(values).map(value -> "'" + value + "'").toList());
    }

    static ValueColumn ofLiterals(String name, String type, List<String> literals) {
        return new ValueColumn(name, type, name, name, literals);
    }

    /** A column of text with any characters; MySQL brings them into the column's charset. */
    static ValueColumn ofText(String name, String type, List<String> values) {
        return ofLiterals(name, type, values.stream().map(ValueColumn::text).toList());
    }

    /** A column that is read as bytes. The values are hexadecimal. */
    static ValueColumn ofBytes(String name, String type, String... values) {
        return bytes(name, type, Arrays.stream(values).map(value -> "X'" + value + "'").toList());
    }

    static ValueColumn bytes(String name, String type, List<String> literals) {
        String hex = "HEX(" + name + ")";
        return new ValueColumn(name, type, hex, hex, literals);
    }

    /** A column whose values MySQL computes. */
    static ValueColumn generated(String name, String type) {
        return new ValueColumn(name, type, name, name, List.of());
    }

    ValueColumn readAs(String newText, String newTyped) {
        return new ValueColumn(name, type, newText, newTyped, withoutNull());
    }

    private List<String> withoutNull() {
        return literals.isEmpty() ? literals : literals.subList(0, literals.size() - 1);
    }

    /** A literal of any characters. */
    static String text(String value) {
        return "_utf8mb4 X'" + HEX.formatHex(value.getBytes(StandardCharsets.UTF_8)) + "'";
    }

    boolean isGenerated() {
        return literals.isEmpty();
    }

    /** Its value in a row; shorter lists begin again. */
    String literal(int row) {
        return literals.get(row % literals.size());
    }
}
