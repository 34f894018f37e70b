// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {

    private static final Column JSON = Values.column(MySqlType.JSON, "json");

    /** What SELECT of MySQL 9.7.4 prints. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\": 4, \"a\": 3.0, \"b\": 1, \"aa\": 2, \"zz\": 100.0, \"é\": 5}",
                "{\"\": 5, \"\\\"\": 9, \"b\": 3, \"z\": 6, \"a\\u0000\": 8, \"aa\": 4, \"zz\": 2, \"é\": 1, \"é2\": 7}",
                "[1.0, 1e20, 1e15, 100000000000000.0, 1.2345678901234568e29, -0.0, 0, 0.00000015]",
                "[18446744073709551615, 1.8446744073709552e19, -9223372036854775808, 5e-324]",
                "[1.7976931348623157e308, 1234567.125, 123456789012345680, 0.00001, 1e-16, 1e-20]",
                "\"a\\u0001\\n\\t\\b\\f\\r/\\\"\\\\ é 😀 \u007f \u2028\"",
                "[]",
                "{}",
                "null",
                "true",
                "false",
                "\"\"",
                "0",
                "[{\"a\": {}}, [], [[]]]",
                "[\"2020-01-02\", \"10:11:12.500000\", \"2020-01-02 03:04:05.000000\", 1.50, 0.50, -0.50, 5]",
                "[\"base64:type15:QUJD\", \"base64:type15:BQ==\"]",
            })
    void whatMySqlPrintsStaysAsItIs(String text) {
        assertThat(json(text)).isEqualTo(text);
    }

    @Test
    void whatVitessPrintsBecomesWhatMySqlPrints() {
        assertThat(json("{\"a\": 1, \"big\": 2, \"d\": 3}"))
                .isEqualTo("{\"a\": 1, \"d\": 3, \"big\": 2}");
        assertThat(json("[.50, -.50, 000000005, .5]")).isEqualTo("[0.50, -0.50, 5, 0.5]");
        assertThat(json("[1E+20, 1e+20, 1.5e-016, 1e14]"))
                .isEqualTo("[1e20, 1e20, 1.5e-16, 100000000000000.0]");
        assertThat(json(" {\"a\" : [1 ,2] , \"b\":{\"cc\":1,\"c\":2}}\n"))
                .isEqualTo("{\"a\": [1, 2], \"b\": {\"c\": 2, \"cc\": 1}}");
        assertThat(json("\"\\u00e9\\ud83d\\ude00\\/\\u0041\\u001F\""))
                .isEqualTo("\"é😀/A\\u001f\"");
    }

    @Test
    void membersAreSortedAtEveryDepth() {
        assertThat(
                        json(
                                "{\"bb\": {\"z\": {\"yy\": 1, \"y\": 2}, \"\": [{\"bb\": 1, \"a\": 2}]}, \"a\": 0}"))
                .isEqualTo(
                        "{\"a\": 0, \"bb\": {\"\": [{\"a\": 2, \"bb\": 1}], \"z\": {\"y\": 2, \"yy\": 1}}}");
    }

    @Test
    void keysAreComparedWithoutTheirEscapes() {
        // One byte, two bytes, and three, whatever their escapes are.
        assertThat(json("{\"abc\": 1, \"\\u0000\": 2, \"\\\"\\\\\": 3, \"\\n\": 4}"))
                .isEqualTo("{\"\\u0000\": 2, \"\\n\": 4, \"\\\"\\\\\": 3, \"abc\": 1}");
    }

    @Test
    void randomObjectsAreSortedByLengthThenBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Comparator<String> order =
                Comparator.<String>comparingInt(key -> key.getBytes(StandardCharsets.UTF_8).length)
                        .thenComparing(
                                key -> key.getBytes(StandardCharsets.UTF_8),
                                Arrays::compareUnsigned);
        for (int i = 0; i < 500; i++) {
            TreeMap<String, Integer> members = new TreeMap<>(order);
            for (int k = random.nextInt(12); k > 0; k--) {
                String key =
                        random.ints(random.nextInt(5), 0, 6)
                                .mapToObj(c -> List.of("a", "b", "é", "€", "😀", "Z").get(c))
                                .collect(Collectors.joining());
                members.put(key, k);
            }
            List<String> texts = new ArrayList<>();
            members.forEach((key, value) -> texts.add("\"" + key + "\": " + value));
            String expected = "{" + String.join(", ", texts) + "}";
            Collections.shuffle(texts, random);
            assertThat(json("{" + String.join(",", texts) + "}"))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void nestingIsBoundedAsInMySql() {
        String deepest = "[".repeat(100) + "]".repeat(100);

        assertThat(json(deepest)).isEqualTo(deepest);
        assertThatThrownBy(() -> json("[" + deepest + "]"))
                .hasMessageContaining("nested deeper than 100");
        assertThatThrownBy(() -> json("{\"a\":".repeat(100_000)))
                .hasMessageContaining("nested deeper than 100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "]",
                "{",
                "[1",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{a: 1}",
                "{\"a\": 1,}",
                "{\"a\": 1 \"b\": 2}",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\ud800\\u0041\"",
                "\"\\udc00\"",
                "\"\n\"",
                "tru",
                "truex",
                "nul",
                "1 2",
                "--1",
                "-",
                "1e",
                "1.2.3",
                ".",
                "+1",
                "{} {}",
                "1-2",
                "\"base64:type15:QUJD\", 2]",
                "{\"a\": 1, \"a\": 2}",
                "{\"b\": 1, \"a\": 1, \"b\": 2}",
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] bytes = {'"', (byte) 0xFF, '"'};

        assertThatThrownBy(() -> Values.of(JSON, DataTypes.STRING(), bytes))
                .hasMessageContaining("its bytes are no text");
    }

    private static String json(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String json = Values.of(JSON, DataTypes.STRING(), bytes).toString();
        assertThat(Values.java(JSON, bytes)).isEqualTo(json);
        return json;
    }
}
