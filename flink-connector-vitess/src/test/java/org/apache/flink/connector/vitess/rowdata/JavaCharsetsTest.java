// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Java's character sets differ from MySQL's, by what MySQL 9.7.4 says. */
class JavaCharsetsTest {

    private static final int BIG5 = 1;
    private static final int GB18030 = 248;
    private static final int UTF32 = 60;

    @ParameterizedTest
    @CsvSource({
        "A6D9, E78D", "84318236, FE10", "A6DA, E78E", "84318237, FE11", "A6F3, E796",
        "84318335, FE19", "A8BC, 1E3F", "8135F437, E7C7", "FE59, E81E", "82359037, 9FB4",
        "FEA0, E864", "82359134, 9FBB", "D6D0, 4E2D"
    })
    void gb18030IsThatOf2005WithEveryJava(String bytes, String character) {
        assertThat(decoded(GB18030, bytes))
                .isEqualTo(Character.toString(Integer.parseInt(character, 16)));
    }

    @ParameterizedTest
    @CsvSource({"F9D6, 碁", "F9D7, 銹", "F9D8, 裏", "F9D9, 墻", "F9DA, 恒", "F9DB, 粧", "F9DC, 嫺"})
    void big5HasTheSevenCharactersOfEten(String bytes, String character) {
        assertThat(decoded(BIG5, bytes)).isEqualTo(character);
    }

    @ParameterizedTest
    @CsvSource({"0000FEFF00000041, FEFF 41", "0000FEFF0000FEFF, FEFF FEFF", "0001F600, 1F600"})
    void utf32HasNoByteOrderMark(String bytes, String points) {
        assertThat(decoded(UTF32, bytes).codePoints().mapToObj("%X"::formatted))
                .containsExactly(points.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00110000",
                "FFFE0000",
                "0000D800",
                "0000DFFF",
                "80000041",
                "000000",
                "0000004100"
            })
    void whatIsNoUtf32IsRefused(String bytes) {
        assertThatThrownBy(() -> decoded(UTF32, bytes)).hasMessageContaining("no text in utf32");
    }

    private static String decoded(int collation, String bytes) {
        return Values.of(
                        Values.column(MySqlType.TEXT, "text", collation),
                        DataTypes.STRING(),
                        HexFormat.of().parseHex(bytes))
                .toString();
    }
}
