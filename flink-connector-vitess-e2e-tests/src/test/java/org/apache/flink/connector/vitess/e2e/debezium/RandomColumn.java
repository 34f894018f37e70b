// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A column that may be NULL, and values for it.
 *
 * @param literals makes a value in SQL
 */
record RandomColumn(String name, String type, Function<Random, String> literals) {

    /** One of these values. */
    static RandomColumn of(String name, String type, String... values) {
        return ofLiterals(
                name, type, Arrays.stream(values).map(value -> "'" + value + "'").toList());
    }

    /** One of these values in SQL. */
    static RandomColumn ofLiterals(String name, String type, List<String> literals) {
        return new RandomColumn(
                name, type, random -> literals.get(random.nextInt(literals.size())));
    }

    /** Integers of these bounds, each bound itself one time in eight. */
    static RandomColumn integer(String name, String type, long least, long greatest) {
        return new RandomColumn(
                name,
                type,
                random ->
                        switch (random.nextInt(8)) {
                            case 0 -> "" + least;
                            case 1 -> "" + greatest;
                            default -> "" + random.nextLong(least, greatest);
                        });
    }

    /** Texts of some of these characters, often empty. */
    static RandomColumn text(String name, String type, String characters, int longest) {
        int[] all = characters.codePoints().toArray();
        return new RandomColumn(
                name,
                type,
                random ->
                        literal(
                                random.ints(random.nextInt(longest + 1), 0, all.length)
                                        .mapToObj(i -> Character.toString(all[i]))
                                        .collect(Collectors.joining())));
    }

    /** Bytes, of a number between these. */
    static RandomColumn bytes(String name, String type, int shortest, int longest) {
        return new RandomColumn(
                name,
                type,
                random -> {
                    byte[] bytes = new byte[random.nextInt(shortest, longest + 1)];
                    random.nextBytes(bytes);
                    return "X'" + HexFormat.of().formatHex(bytes) + "'";
                });
    }

    private static String literal(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return "_utf8mb4 X'" + HexFormat.of().formatHex(bytes) + "'";
    }

    /** A value in SQL, NULL one time in six. */
    String value(Random random) {
        return random.nextInt(6) == 0 ? "NULL" : literals.apply(random);
    }
}
