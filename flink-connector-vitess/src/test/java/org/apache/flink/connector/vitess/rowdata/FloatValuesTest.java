// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatValuesTest {

    private static final Column FLOAT = Values.column(MySqlType.FLOAT32, "float");
    private static final Column DOUBLE = Values.column(MySqlType.FLOAT64, "double");

    /** What SELECT of MySQL 9.7.4 prints, and what Go makes of the same FLOAT. */
    @ParameterizedTest
    @CsvSource({
        "3.40282e38, 3.4028235E+38",
        "16777200, 1.6777216E+07",
        "1234570, 1.234567E+06",
        "0.1, 1E-01",
        "1.4013e-45, 1E-45",
        "1.17549e-38, 1.1754944E-38",
        "123457, 123456.7",
        "100000000000000, 1E+14",
        "123457000000000, 1.2345679E+14",
        "1e15, 1E+15",
        "10000000, 9.999995E+06",
        "0, 0E+00",
        "-0, -0E+00",
        "0.000123457, 1.2345679E-04",
        "8388610, 8.388608E+06",
        "3.99, 3.99E+00",
        "0.000000000000001, 1E-15",
        "1.5e-16, 1.5E-16",
        "1234.57, 1.2345678E+03",
        "1234560, 1.234565E+06",
        "1234580, 1.234575E+06",
        "0.123457, 1.234565E-01",
        "33554400, 3.355443E+07",
        "1e38, 1E+38",
        "1e-38, 1E-38",
        "-3.99, -3.99E+00",
    })
    void aFloatIsWhatMySqlPrintsInTheCopyAndInTheLog(String copy, String log) {
        float expected = Float.parseFloat(copy);

        assertThat(Values.of(FLOAT, DataTypes.FLOAT(), copy)).isEqualTo(expected);
        assertThat(Values.of(FLOAT, DataTypes.FLOAT(), log)).isEqualTo(expected);
        assertThat(Values.of(FLOAT, DataTypes.DOUBLE(), log))
                .isEqualTo(Values.of(FLOAT, DataTypes.DOUBLE(), copy))
                .isEqualTo(Double.parseDouble(copy));
        assertThat(Values.text(FLOAT, copy)).isEqualTo(copy);
        assertThat(Values.text(FLOAT, log)).isEqualTo(copy);
    }

    @ParameterizedTest
    @CsvSource({
        "1.7976931348623157e308, 1.7976931348623157E+308",
        "5e-324, 5E-324",
        "0.00001, 1E-05",
        "1e15, 1E+15",
        "100000000000000, 1E+14",
        "123456789012345, 1.23456789012345E+14",
        "1e16, 1E+16",
        "0.0000001234, 1.234E-07",
        "1.2345678901234568e18, 1.2345678901234568E+18",
        "0.000000000000001, 1E-15",
        "1e-16, 1E-16",
        "0.1, 1E-01",
        "100000, 1E+05",
        "-0, -0E+00",
        "0.10000000149011612, 1.0000000149011612E-01",
        "9.007199254740992e15, 9.007199254740992E+15",
        "0.00012345678987912834, 1.2345678987912834E-04",
        "123456789.12345679, 1.2345678912345679E+08",
        "2.2250738585072014e-308, 2.2250738585072014E-308",
        "3.4028234663852886e38, 3.4028234663852886E+38",
        "0.0000000000000010000000036274937, 1.0000000036274937E-15",
    })
    void aDoubleIsExactInTheCopyAndInTheLog(String copy, String log) {
        double expected = Double.parseDouble(copy);

        assertThat(Values.of(DOUBLE, DataTypes.DOUBLE(), copy)).isEqualTo(expected);
        assertThat(Values.of(DOUBLE, DataTypes.DOUBLE(), log)).isEqualTo(expected);
        assertThat(Values.text(DOUBLE, copy)).isEqualTo(copy);
        assertThat(Values.text(DOUBLE, log)).isEqualTo(copy);
    }

    @Test
    void fixedDigitsAfterThePointAreKept() {
        Column column = Values.column(MySqlType.FLOAT32, "float(10,3)");
        Column wide = Values.column(MySqlType.FLOAT64, "double(10,2) unsigned");

        assertThat(Values.of(column, DataTypes.FLOAT(), "1234567.125")).isEqualTo(1234567.125f);
        assertThat(Values.of(column, DataTypes.FLOAT(), "1.2345671E+06")).isEqualTo(1234567.125f);
        assertThat(Values.text(column, "1.5E+00")).isEqualTo("1.500");
        assertThat(Values.text(column, "1.500")).isEqualTo("1.500");
        assertThat(Values.of(wide, DataTypes.DOUBLE(), "1.15E+00"))
                .isEqualTo(Values.of(wide, DataTypes.DOUBLE(), "1.15"));
        assertThat(Values.text(wide, "1.15E+00")).isEqualTo("1.15");
    }

    @Test
    void randomFloatsAreTheirSixDigits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            float stored = Float.intBitsToFloat(random.nextInt());
            if (!Float.isFinite(stored)) {
                continue;
            }
            BigDecimal six =
                    new BigDecimal((double) stored)
                            .round(new MathContext(6, RoundingMode.HALF_EVEN));
            String log = Float.toString(stored).replace(".0E", "E");
            assertThat(Values.of(FLOAT, DataTypes.FLOAT(), log))
                    .as("%s, seed %d", log, seed)
                    .isEqualTo(stored == 0 ? stored : six.floatValue());
        }
    }

    @Test
    void randomDoublesAreThoseOfJava() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double stored =
                    i % 2 == 0
                            ? Double.longBitsToDouble(random.nextLong())
                            : random.nextInt(1_000_000_000) / 1e4;
            if (Double.isFinite(stored)) {
                assertThat(Values.of(DOUBLE, DataTypes.DOUBLE(), Double.toString(stored)))
                        .as("seed %d", seed)
                        .isEqualTo(stored);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                ".",
                "e5",
                "1e",
                "1e+",
                "1.2.3",
                "NaN",
                "Infinity",
                "1d",
                "0x1p3",
                " 1",
                "1e400",
                "1e99999999999"
            })
    void whatIsNoNumberIsRefused(String text) {
        assertThatThrownBy(() -> Values.of(DOUBLE, DataTypes.DOUBLE(), text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void aNumberBeyondAFloatIsRefused() {
        assertThatThrownBy(() -> Values.of(FLOAT, DataTypes.FLOAT(), "3.5e38"))
                .hasMessageContaining("beyond the range of FLOAT");
    }
}
