// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerValuesTest {

    private static final Column BIGINT = Values.column(MySqlType.INT64, "bigint");
    private static final Column UNSIGNED = Values.column(MySqlType.UINT64, "bigint unsigned");

    @ParameterizedTest
    @CsvSource({
        "INT8, tinyint, -128",
        "INT8, tinyint, 127",
        "UINT8, tinyint unsigned, 255",
        "INT16, smallint, -32768",
        "INT16, smallint, 32767",
        "UINT16, smallint unsigned, 65535",
        "INT24, mediumint, -8388608",
        "INT24, mediumint, 8388607",
        "UINT24, mediumint unsigned, 16777215",
        "INT32, int, -2147483648",
        "INT32, int, 2147483647",
        "UINT32, int unsigned, 4294967295",
        "INT64, bigint, -9223372036854775808",
        "INT64, bigint, 9223372036854775807",
        "YEAR, year, 1901",
        "YEAR, year, 2155",
        "YEAR, year, 0000",
        "INT8, tinyint(1), 7",
    })
    void theBoundsOfEachTypeAreKeptInEachTypeOfFlink(
            MySqlType type, String columnType, String text) {
        Column column = Values.column(type, columnType);
        long number = Long.parseLong(text);

        assertThat(Values.of(column, DataTypes.BIGINT(), text)).isEqualTo(number);
        assertThat(Values.of(column, DataTypes.DECIMAL(20, 0), text))
                .isEqualTo(DecimalData.fromBigDecimal(BigDecimal.valueOf(number), 20, 0));
        assertThat(Values.text(column, text))
                .isEqualTo(type == MySqlType.YEAR ? text : "" + number);
    }

    @Test
    void smallerTypesOfFlinkHoldTheirIntegers() {
        assertThat(Values.of(Values.column(MySqlType.INT8, "tinyint"), DataTypes.TINYINT(), "-128"))
                .isEqualTo((byte) -128);
        assertThat(
                        Values.of(
                                Values.column(MySqlType.UINT8, "tinyint unsigned"),
                                DataTypes.SMALLINT(),
                                "255"))
                .isEqualTo((short) 255);
        assertThat(
                        Values.of(
                                Values.column(MySqlType.UINT24, "mediumint unsigned"),
                                DataTypes.INT(),
                                "16777215"))
                .isEqualTo(16777215);
    }

    @Test
    void anUnsignedBigintIsADecimalOrFailsBeyondABigint() {
        assertThat(Values.of(UNSIGNED, DataTypes.DECIMAL(20, 0), "18446744073709551615"))
                .isEqualTo(
                        DecimalData.fromBigDecimal(new BigDecimal("18446744073709551615"), 20, 0));
        assertThat(Values.of(UNSIGNED, DataTypes.BIGINT(), "9223372036854775807"))
                .isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> Values.of(UNSIGNED, DataTypes.BIGINT(), "9223372036854775808"))
                .hasMessageContaining("9223372036854775808");
        assertThatThrownBy(() -> Values.of(UNSIGNED, DataTypes.BIGINT(), "18446744073709551616"))
                .hasMessageContaining("18446744073709551616");
        assertThat(Values.text(UNSIGNED, "18446744073709551615")).isEqualTo("18446744073709551615");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "1.0",
                "1e3",
                " 1",
                "1 ",
                "--1",
                "0x1",
                "9223372036854775808",
                "-9223372036854775809",
                "92233720368547758070",
                "18446744073709551616",
                "a"
            })
    void whatIsNoIntegerOfTheTypeIsRefused(String text) {
        assertThatThrownBy(() -> Values.of(BIGINT, DataTypes.BIGINT(), text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void theTypesOfFlinkCheckTheirBounds() {
        // Vitess sends what the column had before an ALTER TABLE.
        Column tiny = Values.column(MySqlType.INT8, "tinyint");

        assertThatThrownBy(() -> Values.of(tiny, DataTypes.TINYINT(), "128"))
                .hasMessageContaining("it is not from -128 to 127");
        assertThatThrownBy(() -> Values.of(tiny, DataTypes.SMALLINT(), "-32769"))
                .hasMessageContaining("it is not from -32768 to 32767");
        assertThatThrownBy(() -> Values.of(tiny, DataTypes.INT(), "2147483648"))
                .hasMessageContaining("it is not from -2147483648 to 2147483647");
        assertThatThrownBy(() -> Values.of(tiny, DataTypes.DECIMAL(2, 0), "100"))
                .hasMessageContaining("more than 2 digits before the decimal point");
    }

    @Test
    void zerofillIsPrintedButDoesNotChangeTheNumber() {
        Column zerofill = Values.column(MySqlType.UINT32, "int(5) unsigned zerofill");

        for (String text : new String[] {"00042", "42"}) {
            assertThat(Values.of(zerofill, DataTypes.BIGINT(), text)).isEqualTo(42L);
            assertThat(Values.of(zerofill, DataTypes.DECIMAL(5, 0), text))
                    .isEqualTo(DecimalData.fromUnscaledLong(42, 5, 0));
            assertThat(Values.text(zerofill, text)).isEqualTo("00042");
        }
        assertThat(Values.text(zerofill, "123456")).isEqualTo("123456");
        assertThat(Values.text(zerofill, "0")).isEqualTo("00000");
    }

    @Test
    void aBooleanIsZeroOrOne() {
        Column bool = Values.column(MySqlType.INT8, "tinyint(1)");

        assertThat(Values.of(bool, DataTypes.BOOLEAN(), "0")).isEqualTo(false);
        assertThat(Values.of(bool, DataTypes.BOOLEAN(), "1")).isEqualTo(true);
        for (String text : new String[] {"2", "-1", "10", ""}) {
            assertThatThrownBy(() -> Values.of(bool, DataTypes.BOOLEAN(), text))
                    .hasMessageContaining("it is neither 0 nor 1");
        }
    }

    @Test
    void randomIntegersAreThoseOfJava() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(Values.of(BIGINT, DataTypes.BIGINT(), Long.toString(number)))
                    .as("seed %d", seed)
                    .isEqualTo(number);
        }
    }
}
