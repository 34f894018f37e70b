// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.of;
import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofLiterals;

import java.util.List;

/** Integers, decimals and floating-point numbers. */
final class NumberTable {

    private NumberTable() {}

    static ValueTable table() {
        return ValueTable.of(
                "numbers",
                of("i8", "TINYINT", "-128", "-1", "0", "1", "127"),
                of("u8", "TINYINT UNSIGNED", "0", "1", "127", "128", "255"),
                of("i16", "SMALLINT", "-32768", "-1", "0", "1", "32767"),
                of("u16", "SMALLINT UNSIGNED", "0", "1", "32768", "65535"),
                of("i24", "MEDIUMINT", "-8388608", "-1", "0", "1", "8388607"),
                of("u24", "MEDIUMINT UNSIGNED", "0", "1", "8388608", "16777215"),
                of("i32", "INT", "-2147483648", "-1", "0", "1", "2147483647"),
                of("u32", "INT UNSIGNED", "0", "1", "2147483648", "4294967295"),
                of("i64", "BIGINT", "-9223372036854775808", "-1", "0", "9223372036854775807"),
                of(
                        "u64",
                        "BIGINT UNSIGNED",
                        "0",
                        "1",
                        "9223372036854775807",
                        "9223372036854775808",
                        "18446744073709551615"),
                of("yes", "BOOL", "0", "1"),
                of("tinyint_1", "TINYINT(1)", "-128", "0", "1", "2", "127"),
                of("filled", "INT(5) UNSIGNED ZEROFILL", "0", "42", "99999", "4294967295"),
                of("d65_30", "DECIMAL(65,30)", wideDecimals()),
                of("d65", "DECIMAL(65,0)", "0", "-1", "9".repeat(65), "-1" + "0".repeat(64)),
                of(
                        "d38_10",
                        "DECIMAL(38,10)",
                        "0",
                        "-0.0000000001",
                        "9".repeat(28) + ".9999999999",
                        "-" + "9".repeat(28) + ".9999999999",
                        "1000000000.1"),
                of(
                        "d18_2",
                        "DECIMAL(18,2)",
                        "0",
                        "0.01",
                        "-0.01",
                        "0.5",
                        "-0.5",
                        "9999999999999999.99",
                        "-9999999999999999.99",
                        "1000000000",
                        "5",
                        "123456789.12"),
                of("d9", "DECIMAL(9,0)", "0", "5", "-5", "999999999", "-999999999", "100000000"),
                of("d18", "DECIMAL(18,0)", "0", "5", "1000000005", "-1000000005", "100000000000"),
                of("d5_5", "DECIMAL(5,5)", "0", "0.00001", "-0.00001", "0.99999", "-0.99999"),
                of("filled_d", "DECIMAL(10,2) UNSIGNED ZEROFILL", "0", "1.5", "99999999.99"),
                of("f32", "FLOAT", floats()),
                of("f64", "DOUBLE", doubles()),
                of("f10_3", "FLOAT(10,3)", "0", "-0", "1.5", "-1234.5678", "9999999.999", "0.0005"),
                of("f20_4", "DOUBLE(20,4)", "0", "1.15", "-123456789.12345", "0.00005"),
                ofLiterals("b1", "TINYINT", List.of("TRUE", "FALSE")));
    }

    private static String[] wideDecimals() {
        return new String[] {
            "0",
            "1",
            "-1",
            "0." + "0".repeat(29) + "1",
            "-0." + "0".repeat(29) + "1",
            "9".repeat(35) + "." + "9".repeat(30),
            "-" + "9".repeat(35) + "." + "9".repeat(30),
            "123456789.000000001",
            "1000000000.1",
            "0.5"
        };
    }

    private static String[] floats() {
        return new String[] {
            "0",
            "-0",
            "0.1",
            "-0.1",
            "3.99",
            "16777216",
            "16777217",
            "8388608.5",
            "123456.7",
            "999999.5",
            "1234567",
            "3.4028e38",
            "3.4028234663852886e38",
            "-3.4028234663852886e38",
            "1.17549435e-38",
            "1.4e-45",
            "2.8e-45",
            "1e-40",
            "1.401298464324817e-44",
            "1e15",
            "1e14",
            "9.9999995e14",
            "1e-15",
            "0.0001",
            "1e-5",
            "0.3333333",
            "2.5e10"
        };
    }

    private static String[] doubles() {
        return new String[] {
            "0",
            "-0",
            "0.1",
            "-0.1",
            "0.30000000000000004",
            "1e15",
            "1e14",
            "123456789012345678",
            "9007199254740993",
            "1.7976931348623157e308",
            "-1.7976931348623157e308",
            "2.2250738585072014e-308",
            "4.9e-324",
            "1e-320",
            "1e22",
            "1e23",
            "0.0001",
            "1e-5",
            "1e-15",
            "1.5e-16",
            "3.141592653589793",
            "5e-5",
            "100000",
            "2.5"
        };
    }
}
