// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesValuesTest {

    private static final Column BINARY = Values.column(MySqlType.BINARY, "binary(4)");
    private static final Column BLOB = Values.column(MySqlType.BLOB, "blob");
    private static final Column VECTOR = Values.column(MySqlType.VECTOR, "vector(3)");

    @Test
    void aBinaryIsFilledUpWithZeros() {
        assertThat(bytes(BINARY, DataTypes.BINARY(4), "0102")).isEqualTo("01020000");
        assertThat(bytes(BINARY, DataTypes.BYTES(), "")).isEqualTo("00000000");
        assertThat(bytes(BINARY, DataTypes.BYTES(), "01020304")).isEqualTo("01020304");
        assertThat((byte[]) Values.java(BINARY, new byte[] {1})).containsExactly(1, 0, 0, 0);
        assertThatThrownBy(() -> bytes(BINARY, DataTypes.BINARY(3), "01"))
                .hasMessageContaining("it has 4 bytes, which are more than 3");
    }

    @Test
    void otherBytesAreAsTheyAre() {
        assertThat(bytes(BLOB, DataTypes.BYTES(), "00ff80")).isEqualTo("00ff80");
        assertThat(bytes(BLOB, DataTypes.VARBINARY(3), "00ff80")).isEqualTo("00ff80");
        assertThat(bytes(BLOB, DataTypes.BYTES(), "")).isEmpty();
        assertThatThrownBy(() -> bytes(BLOB, DataTypes.VARBINARY(2), "00ff80"))
                .hasMessageContaining("0x00ff80")
                .hasMessageContaining("it has 3 bytes, which are more than 2");
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "01, 1",
        "ff, 255",
        "0100, 256",
        "7fffffffffffffff, 9223372036854775807",
        "0000000000000001, 1",
        "00ffffffffffffff, 72057594037927935",
    })
    void bitsAreANumber(String hex, long number) {
        Column column = Values.column(MySqlType.BIT, "bit(" + hex.length() * 4 + ")");

        assertThat(Values.of(column, DataTypes.BIGINT(), HexFormat.of().parseHex(hex)))
                .isEqualTo(number);
        assertThat(bytes(column, DataTypes.BYTES(), hex)).isEqualTo(hex);
    }

    @Test
    void sixtyFourBitsMayBeTooManyForANumber() {
        Column column = Values.column(MySqlType.BIT, "bit(64)");

        assertThatThrownBy(
                        () ->
                                Values.of(
                                        column,
                                        DataTypes.BIGINT(),
                                        HexFormat.of().parseHex("8000000000000000")))
                .hasMessageContaining("it is greater than 9223372036854775807");
    }

    @Test
    void oneBitIsABoolean() {
        Column column = Values.column(MySqlType.BIT, "bit(1)");

        assertThat(Values.of(column, DataTypes.BOOLEAN(), new byte[] {0})).isEqualTo(false);
        assertThat(Values.of(column, DataTypes.BOOLEAN(), new byte[] {1})).isEqualTo(true);
        assertThatThrownBy(() -> Values.of(column, DataTypes.BOOLEAN(), new byte[] {2}))
                .hasMessageContaining("it is neither 0 nor 1");
        assertThatThrownBy(() -> Values.of(column, DataTypes.BOOLEAN(), new byte[] {0, 1}))
                .hasMessageContaining("it is neither 0 nor 1");
    }

    @Test
    void aVectorIsItsFloats() {
        byte[] floats = HexFormat.of().parseHex("0000803f000000c0cdcccc3d");

        assertThat(Values.of(VECTOR, DataTypes.ARRAY(DataTypes.FLOAT()), floats))
                .isEqualTo(List.of(1f, -2f, 0.1f));
        assertThat(bytes(VECTOR, DataTypes.BYTES(), "0000803f")).isEqualTo("0000803f");
        assertThatThrownBy(() -> Values.of(VECTOR, DataTypes.ARRAY(DataTypes.FLOAT()), new byte[3]))
                .hasMessageContaining("3 bytes are no floats");
    }

    private static String bytes(Column column, DataType type, String hex) {
        return HexFormat.of()
                .formatHex((byte[]) Values.of(column, type, HexFormat.of().parseHex(hex)));
    }
}
