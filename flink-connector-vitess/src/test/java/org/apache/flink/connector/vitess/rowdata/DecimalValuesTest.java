// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalValuesTest {

    /** The copy's text, the log's text of the same value, and the column's precision and scale. */
    @ParameterizedTest
    @CsvSource({
        "0.50, .50, 10, 2",
        "-0.50, -.50, 10, 2",
        "0.00, .00, 10, 2",
        "5, 000000005, 18, 0",
        "-5, -000000005, 18, 0",
        "0, 000000000, 18, 0",
        "0, 0, 5, 0",
        "12345678.90, 12345678.90, 10, 2",
        "99999999.99, 99999999.99, 10, 2",
        "-99999999.99, -99999999.99, 10, 2",
        "999999999999999999, 999999999999999999, 18, 0",
        "1234567890123456789, 1234567890123456789, 19, 0",
        "0.123456789012345678, .123456789012345678, 18, 18",
        "0.1234567890123456789, .1234567890123456789, 19, 19",
        "99999999999999999999999999999999999999, 99999999999999999999999999999999999999, 38, 0",
        "-99999999999999999999999999999999.999999, -99999999999999999999999999999999.999999, 38, 6",
        "0.00000000000000000000000000000000000001, .00000000000000000000000000000000000001, 38, 38",
        "1.000000000000000000000000000000, 1.000000000000000000000000000000, 38, 30",
    })
    void theCopyAndTheLogGiveTheSameDecimal(String copy, String log, int precision, int scale) {
        Column column =
                Values.column(MySqlType.DECIMAL, "decimal(" + precision + "," + scale + ")");
        DecimalData expected = DecimalData.fromBigDecimal(new BigDecimal(copy), precision, scale);

        assertThat(Values.of(column, DataTypes.DECIMAL(precision, scale), copy))
                .isEqualTo(expected);
        assertThat(Values.of(column, DataTypes.DECIMAL(precision, scale), log)).isEqualTo(expected);
        assertThat(Values.text(column, copy)).isEqualTo(copy);
        assertThat(Values.text(column, log)).isEqualTo(copy);
    }

    @Test
    void allDigitsOfMySqlAreKeptAsText() {
        Column widest = Values.column(MySqlType.DECIMAL, "decimal(65,30)");
        String fraction = "123456789012345678901234567890";
        String text = "-" + "9".repeat(35) + "." + fraction;

        assertThat(Values.text(widest, text)).isEqualTo(text);
        assertThat(Values.text(widest, "-." + fraction)).isEqualTo("-0." + fraction);
        assertThatThrownBy(() -> Values.of(widest, DataTypes.DECIMAL(38, 30), text))
                .hasMessageContaining("more than 8 digits before the decimal point");
    }

    @Test
    void zerofillIsPrintedButDoesNotChangeTheNumber() {
        Column zerofill = Values.column(MySqlType.DECIMAL, "decimal(8,2) unsigned zerofill");
        Column whole = Values.column(MySqlType.DECIMAL, "decimal(8,0) unsigned zerofill");

        assertThat(Values.text(zerofill, "000005.50")).isEqualTo("000005.50");
        assertThat(Values.text(zerofill, "5.50")).isEqualTo("000005.50");
        assertThat(Values.text(zerofill, ".50")).isEqualTo("000000.50");
        assertThat(Values.text(whole, "5")).isEqualTo("00000005");
        assertThat(Values.of(zerofill, DataTypes.DECIMAL(8, 2), "000005.50"))
                .isEqualTo(DecimalData.fromUnscaledLong(550, 8, 2));
    }

    @Test
    void moreDigitsThanTheTypeHasAreRefusedUnlessTheyAreZeros() {
        Column column = Values.column(MySqlType.DECIMAL, "decimal(10,4)");

        assertThat(Values.of(column, DataTypes.DECIMAL(4, 2), "12.3400"))
                .isEqualTo(DecimalData.fromUnscaledLong(1234, 4, 2));
        assertThatThrownBy(() -> Values.of(column, DataTypes.DECIMAL(4, 2), "12.3401"))
                .hasMessageContaining("'12.3401'")
                .hasMessageContaining("more than 2 digits after the decimal point");
        assertThatThrownBy(() -> Values.of(column, DataTypes.DECIMAL(4, 2), "123.4000"))
                .hasMessageContaining("more than 2 digits before the decimal point");
        assertThatThrownBy(() -> Values.of(column, DataTypes.DECIMAL(18, 0), "9".repeat(19)))
                .hasMessageContaining("more than 18 digits before the decimal point");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "-.", "1.2.3", "1e5", "+1", " 1", "1-", "NaN"})
    void whatIsNoDecimalIsRefused(String text) {
        Column column = Values.column(MySqlType.DECIMAL, "decimal(10,2)");

        assertThatThrownBy(() -> Values.of(column, DataTypes.DECIMAL(10, 2), text))
                .hasMessageContaining("it is no decimal number");
        assertThatThrownBy(() -> Values.text(column, text))
                .hasMessageContaining("it is no decimal number");
    }

    @Test
    void randomDecimalsAreThoseOfJava() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            int precision = 1 + random.nextInt(38);
            int scale = random.nextInt(precision + 1);
            BigInteger limit = BigInteger.TEN.pow(1 + random.nextInt(precision));
            BigInteger digits = new BigInteger(limit.bitLength(), random).mod(limit);
            BigDecimal value =
                    new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale);
            String copy = value.toPlainString();
            String log = copy.replaceFirst("^(-?)0\\.", "$1.");
            Column column =
                    Values.column(MySqlType.DECIMAL, "decimal(" + precision + "," + scale + ")");
            for (String text : new String[] {copy, log}) {
                assertThat(Values.of(column, DataTypes.DECIMAL(precision, scale), text))
                        .as("%s, seed %d", text, seed)
                        .isEqualTo(DecimalData.fromBigDecimal(value, precision, scale));
                assertThat(Values.text(column, text)).as("seed %d", seed).isEqualTo(copy);
            }
        }
    }
}
