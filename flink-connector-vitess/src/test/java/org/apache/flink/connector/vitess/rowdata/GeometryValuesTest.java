// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryValuesTest {

    private static final Column GEOMETRY = Values.column(MySqlType.GEOMETRY, "geometry");

    static List<String> geometries() {
        return MySqlAnswers.lines("geometries.txt");
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void aGeometryIsTheTextOfMySqlOrItsBytes(String line) {
        String[] parts = line.split("\t");
        byte[] bytes = HexFormat.of().parseHex(parts[0]);

        assertThat(Values.of(GEOMETRY, DataTypes.STRING(), bytes)).hasToString(parts[1]);
        assertThat(Values.of(GEOMETRY, DataTypes.BYTES(), bytes)).isEqualTo(bytes);
    }

    @Test
    void bigEndianBytesAreReadToo() {
        assertThat(wkt("0000000000000000013ff00000000000004000000000000000"))
                .isEqualTo("POINT(1 2)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00000000",
                "0000000001",
                "000000000101000000",
                "00000000010100000000",
                "000000000108000000",
                "000000000100000000",
                "0000000001020000000200000000",
                "000000000102000000ffffffff",
                "0000000001040000000100000001020000000000",
                "000000000101000000000000000000f03f000000000000f07f",
            })
    void whatIsNoGeometryIsRefused(String hex) {
        assertThatThrownBy(() -> wkt(hex)).hasMessageContaining("its bytes are no geometry");
    }

    @Test
    void bytesAfterAGeometryAreRefused() {
        assertThatThrownBy(() -> wkt("0000000001070000000000000000"))
                .hasMessageContaining("bytes after the geometry");
    }

    @Test
    void nestingIsBounded() {
        assertThatThrownBy(() -> wkt("00000000" + "010700000001000000".repeat(50_000)))
                .hasMessageContaining("its bytes are no geometry");
    }

    private static String wkt(String hex) {
        return Values.of(GEOMETRY, DataTypes.STRING(), HexFormat.of().parseHex(hex)).toString();
    }
}
