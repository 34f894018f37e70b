// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.vitess.change.Column;
import org.apache.flink.connector.vitess.change.MySqlType;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.TableSchema;
import org.junit.jupiter.api.Test;

class JavaValuesTest {

    private static final int UTF8MB4 = 255;
    private static final int LATIN1 = 8;
    private static final int UNKNOWN = 0;

    @Test
    void numbersKeepEveryDigit() {
        assertThat(value(MySqlType.INT64, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(value(MySqlType.UINT64, "18446744073709551615"))
                .isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(value(MySqlType.DECIMAL, "0.50")).isEqualTo(new BigDecimal("0.50"));
        assertThat(value(MySqlType.YEAR, "2024")).isEqualTo(2024L);
    }

    @Test
    void floatsOfTheCopyAndOfTheLogAreEqual() {
        assertThat(value(MySqlType.FLOAT32, "3.99"))
                .isEqualTo(value(MySqlType.FLOAT32, "3.99E+00"))
                .isEqualTo(3.99f);
        assertThat(value(MySqlType.FLOAT64, "1.5")).isEqualTo(value(MySqlType.FLOAT64, "1.5E+00"));
    }

    @Test
    void textIsReadInItsColumnsCharacterSet() {
        assertThat(value(MySqlType.VARCHAR, UTF8MB4, "é€😀".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("é€😀");
        assertThat(value(MySqlType.VARCHAR, LATIN1, new byte[] {(byte) 0xE9, (byte) 0x80}))
                .isEqualTo("é€");
    }

    @Test
    void textWithABinaryCollationIsTextAndBytesAreBytes() {
        byte[] bytes = "ß".getBytes(StandardCharsets.UTF_8);

        assertThat(value(MySqlType.VARBINARY, 46, bytes)).isEqualTo("ß");
        assertThat(value(MySqlType.VARBINARY, 63, bytes)).isEqualTo(bytes);
    }

    @Test
    void nullIsNullAndEmptyIsEmpty() {
        assertThat(value(MySqlType.VARCHAR, UTF8MB4, new byte[0])).isEqualTo("");
        assertThat(JavaValues.of(row(MySqlType.VARCHAR, UTF8MB4, null), 0)).isNull();
    }

    @Test
    void whatCannotBeReadIsRefusedByTableAndColumn() {
        assertThatThrownBy(() -> value(MySqlType.VARCHAR, UNKNOWN, new byte[] {1}))
                .hasMessageContaining("column 'c'")
                .hasMessageContaining("table shop.t")
                .hasMessageContaining("collation 0")
                .hasMessageContaining("Vitess did not say its character set");
        assertThatThrownBy(() -> value(MySqlType.VARCHAR, UTF8MB4, new byte[] {(byte) 0xFF}))
                .hasMessageContaining("column 'c'");
        assertThatThrownBy(() -> value(MySqlType.INT32, "1.5")).hasMessageContaining("column 'c'");
    }

    private static Object value(MySqlType type, String text) {
        return value(type, 63, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Object value(MySqlType type, int collation, byte[] bytes) {
        return JavaValues.of(row(type, collation, bytes), 0);
    }

    private static RowImage row(MySqlType type, int collation, byte[] bytes) {
        Column column = new Column("c", type, type.name(), collation, false, false);
        TableSchema schema = new TableSchema("shop", "t", List.of(column));
        return bytes == null
                ? new RowImage(schema, new byte[0], new int[] {-1})
                : new RowImage(schema, bytes, new int[] {bytes.length});
    }
}
