// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyOrderTest {

    private static final int UTF8MB4_0900_AI_CI = 255;

    /** Values in the order in which MySQL sorts them. */
    static Stream<Arguments> sorted() {
        return Stream.of(
                of(MySqlType.INT64, 63, "-9223372036854775808", "-10", "-9", "0", "9", "10"),
                of(MySqlType.UINT64, 63, "0", "9", "10", "9223372036854775808"),
                of(MySqlType.DECIMAL, 63, "-10.5", "-2.50", "0.00", "2.50", "10.05"),
                of(MySqlType.FLOAT64, 63, "-1E+10", "-0.5", "3.99", "3.991E+00", "1e100"),
                of(MySqlType.YEAR, 63, "0000", "1901", "2024"),
                of(MySqlType.DATE, 63, "0000-00-00", "1000-01-01", "2024-02-29"),
                of(
                        MySqlType.DATETIME,
                        63,
                        "2024-02-29 09:00:00.5",
                        "2024-02-29 10:00:00.0",
                        "2024-02-29 10:00:00.1"),
                of(
                        MySqlType.TIME,
                        63,
                        "-838:59:59",
                        "-00:00:01",
                        "00:00:00",
                        "09:00:00",
                        "100:00:00"),
                of(MySqlType.VARBINARY, 63, "", "A", "AB", "B", "a", "é"),
                of(MySqlType.VARBINARY, 309, "", "A", "A ", "A!", "a"),
                of(MySqlType.VARBINARY, 46, "A\\t", "A", "A!", "B", "a", "é", "😀"));
    }

    private static Arguments of(MySqlType type, int collation, String... values) {
        return Arguments.of(type, collation, List.of(values));
    }

    @ParameterizedTest
    @MethodSource("sorted")
    void valuesSortAsInMySql(MySqlType type, int collation, List<String> expected) {
        Comparator<byte[]> order = KeyOrder.of("t", column(type, collation)).orElseThrow();
        List<String> values = new ArrayList<>(expected);
        Collections.shuffle(values, new Random(7));

        values.sort((left, right) -> order.compare(bytes(left), bytes(right)));

        assertThat(values).isEqualTo(expected);
    }

    @Test
    void blanksAtTheEndDoNotCountWhereMySqlPads() {
        Comparator<byte[]> order = KeyOrder.of("t", column(MySqlType.VARBINARY, 46)).orElseThrow();

        assertThat(order.compare(bytes("a"), bytes("a  "))).isZero();
    }

    @Test
    void theOrderOfOtherCollationsIsLeftToMySql() {
        assertThat(KeyOrder.of("t", column(MySqlType.VARCHAR, UTF8MB4_0900_AI_CI))).isEmpty();
        assertThat(KeyOrder.of("t", column(MySqlType.VARCHAR, 0))).as("gbk").isEmpty();
    }

    @Test
    void aTypeWithoutUsableOrderIsRefused() {
        assertThatThrownBy(() -> KeyOrder.of("t", column(MySqlType.ENUM, 255)))
                .hasMessageContaining("key column 'k'");
    }

    private static Column column(MySqlType type, int collation) {
        return new Column("k", type, type.name(), collation, true, true);
    }

    private static byte[] bytes(String value) {
        return value.replace("\\t", "\t").getBytes(StandardCharsets.UTF_8);
    }
}
