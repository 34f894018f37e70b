// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;

class JavaValuesTest {

    private static final int UTF8MB4 = 255;
    private static final int LATIN1 = 8;
    private static final int GBK = 28;
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
    void eachRowIsReadWithTheColumnsThatItHas() {
        RowImage before = members("enum('a','b')", "1");
        RowImage after = members("enum('x','a','b')", "1");

        for (int i = 0; i < 3; i++) {
            assertThat(JavaValues.of(before, 0)).isEqualTo("a");
            assertThat(JavaValues.of(after, 0)).isEqualTo("x");
            assertThat(value(MySqlType.VARCHAR, LATIN1, new byte[] {(byte) 0xE9})).isEqualTo("é");
        }
    }

    @Test
    void aRowMayBeReadByManyThreads() {
        String text = "中文 ".repeat(200);
        RowImage row = row(MySqlType.TEXT, GBK, text.getBytes(Charset.forName("GBK")));

        assertThat(
                        IntStream.range(0, 2_000)
                                .parallel()
                                .mapToObj(i -> JavaValues.of(row, 0))
                                .distinct())
                .containsExactly(text);
    }

    @Test
    void whatIsKnownOfAColumnIsFoundOnce() {
        RowImage row = row(MySqlType.VARCHAR, LATIN1, new byte[] {(byte) 0xE9});
        JavaValues.of(row, 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 1_000; i++) {
            JavaValues.of(row, 0);
        }

        // A table of the character set alone takes 512 bytes.
        assertThat((threads.getThreadAllocatedBytes(thread) - before) / 1_000).isLessThan(500);
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

    private static RowImage members(String columnType, String value) {
        Column column = new Column("c", MySqlType.ENUM, columnType, UTF8MB4, false, false);
        return row(column, value.getBytes(StandardCharsets.US_ASCII));
    }

    private static RowImage row(MySqlType type, int collation, byte[] bytes) {
        return row(new Column("c", type, type.name(), collation, false, false), bytes);
    }

    private static RowImage row(Column column, byte[] bytes) {
        TableSchema schema = new TableSchema("shop", "t", List.of(column));
        return bytes == null
                ? new RowImage(schema, new byte[0], new int[] {-1})
                : new RowImage(schema, bytes, new int[] {bytes.length});
    }
}
