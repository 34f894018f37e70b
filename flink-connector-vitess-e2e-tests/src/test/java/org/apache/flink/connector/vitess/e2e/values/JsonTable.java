// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.generated;
import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.of;
import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofLiterals;
import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofText;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** JSON, and columns that are computed or invisible. */
final class JsonTable {

    private JsonTable() {}

    static ValueTable table() {
        return ValueTable.of(
                "documents",
                ofText("j", "JSON", documents()),
                ofLiterals("j_typed", "JSON", typed()),
                of("n", "INT", "1", "-2", "2147483"),
                of("t", "VARCHAR(20)", "a", "B", ""),
                generated("n_virtual", "BIGINT GENERATED ALWAYS AS (n * 1000) VIRTUAL"),
                generated("n_stored", "DECIMAL(20,2) GENERATED ALWAYS AS (n / 3) STORED"),
                generated("t_stored", "VARCHAR(40) CHARSET latin1 AS (CONCAT(t, 'ä')) STORED"),
                generated("t_virtual", "VARCHAR(40) AS (CONCAT(t, 'ä')) VIRTUAL"),
                generated("j_virtual", "JSON AS (JSON_OBJECT('n', n, 'a', t)) VIRTUAL"),
                of("hidden", "INT INVISIBLE", "7", "8", "9"));
    }

    private static List<String> documents() {
        return List.of(
                "null",
                "true",
                "false",
                "0",
                "-1",
                "32767",
                "-32769",
                "2147483648",
                "-9223372036854775808",
                "9223372036854775807",
                "18446744073709551615",
                "18446744073709551616",
                "0.0",
                "-0.0",
                "1.0",
                "1.5",
                "0.1",
                "1e20",
                "1e15",
                "1e14",
                "1e-7",
                "1.7976931348623157e308",
                "5e-324",
                "123456789.123456789",
                "\"\"",
                "\"null\"",
                "\"text ä 日本 😀\"",
                "\"\\\"quoted\\\" \\\\ / \\b\\f\\n\\r\\t \\u0001 \\u001f \\u007f \\u2028\"",
                "\"<a href='x'>&amp;</a>\"",
                "[]",
                "{}",
                "[[], {}, [[]], null, true, false]",
                "{\"b\": 1, \"a\": 2, \"big\": 3, \"aa\": 4, \"\": 5, \"ä\": 6, \"z\": 7}",
                "{\"a\": {\"y\": [1, 2.5, \"x\"], \"x\": null}, \"b\": [{\"k\": true}]}",
                "{\"a\": 1, \"a\": 2}",
                "{\"k\\\"ey\": 1, \"new\\nline\": 2, \"back\\\\slash\": 3}",
                "[" + "[".repeat(50) + "]".repeat(50) + "]",
                "\"" + "x".repeat(200) + "\"",
                IntStream.range(0, 300)
                        .mapToObj(i -> "\"key" + i + "\": " + i * 1000)
                        .collect(Collectors.joining(", ", "{", "}")),
                "[\"2024-01-01\", \"12:00:00\", \"2024-01-01 12:00:00\"]",
                "2.50");
    }

    /** Scalars that have a type of MySQL inside of JSON. */
    private static List<String> typed() {
        return List.of(
                "CAST(CAST('2024-02-29' AS DATE) AS JSON)",
                "JSON_OBJECT('d', CAST('2024-02-29' AS DATE))",
                "JSON_ARRAY(CAST('12:34:56.789' AS TIME(3)), CAST('23:59:59' AS TIME))",
                "JSON_ARRAY(CAST('2024-02-29 12:34:56.123456' AS DATETIME(6)))",
                "JSON_ARRAY(CAST('2024-02-29 12:34:56' AS DATETIME))",
                "JSON_OBJECT('z', CAST(1.50 AS DECIMAL(10,2)), 'y', 0.5, 'x', -0.05)",
                "JSON_ARRAY(CAST(5 AS DECIMAL(20,0)), CAST(1000000005 AS DECIMAL(20,0)))",
                "JSON_ARRAY(CAST(123456789012345678901234567890.5 AS DECIMAL(65,5)))",
                "JSON_ARRAY(CAST(18446744073709551615 AS UNSIGNED))",
                "JSON_ARRAY(1e0, 1.5e300, PI())",
                "JSON_ARRAY(TRUE, NULL, 'null')",
                "CAST(CAST('ABC' AS BINARY) AS JSON)",
                "CAST(CAST('12:34:56.789012' AS TIME(6)) AS JSON)");
    }
}
