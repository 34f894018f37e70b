// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.value.MySqlCharsets;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextValuesTest {

    private static final Map<String, Integer> COLLATIONS =
            MySqlAnswers.lines("collations.txt").stream()
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(part -> part[0], part -> Integer.valueOf(part[1])));

    static List<String> collations() {
        return MySqlAnswers.lines("collations.txt");
    }

    static List<String> singleByteCharsets() {
        return MySqlAnswers.lines("single-byte.txt");
    }

    static List<String> multiByteCharsets() {
        return MySqlAnswers.lines("multi-byte.txt");
    }

    @ParameterizedTest
    @MethodSource("collations")
    void everyCollationOfMySqlHasItsCharacterSet(String line) {
        String[] parts = line.split(" ");
        for (int i = 1; i < parts.length; i++) {
            assertThat(MySqlCharsets.nameOf(Integer.parseInt(parts[i]))).hasValue(parts[0]);
        }
    }

    @ParameterizedTest
    @MethodSource("singleByteCharsets")
    void everyByteIsTheCharacterThatMySqlMeans(String line) {
        String[] parts = line.split(" ");
        for (int i = 0; i < 0x80; i++) {
            assertThat(decoded(parts[0], (byte) i)).isEqualTo(String.valueOf((char) i));
        }
        for (int i = 0x80; i <= 0xFF; i++) {
            String character = parts[1 + i - 0x80];
            if (!character.equals("-")) {
                assertThat(decoded(parts[0], (byte) i))
                        .as("byte %x of %s", i, parts[0])
                        .isEqualTo(String.valueOf((char) Integer.parseInt(character, 16)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("multiByteCharsets")
    void severalBytesAreTheCharacterThatMySqlMeans(String line) {
        String[] parts = line.split(" ");
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=");
            assertThat(decoded(parts[0], HexFormat.of().parseHex(pair[0])))
                    .as("%s of %s", pair[0], parts[0])
                    .isEqualTo(String.valueOf((char) Integer.parseInt(pair[1], 16)));
        }
    }

    @Test
    void theFiveHolesOfLatin1AreControlCharacters() {
        assertThat(decodedInts("latin1", 0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x80, 0xE9))
                .isEqualTo("\u0081\u008D\u008F\u0090\u009D€é");
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4, UTF-8",
        "utf8mb3, UTF-8",
        "utf16, UTF-16BE",
        "utf16le, UTF-16LE",
        "utf32, UTF-32BE",
        "ucs2, UTF-16BE",
        "gb18030, GB18030",
    })
    void randomTextIsThatOfJava(String charset, String java) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            String text =
                    random.ints(random.nextInt(600), 0, 0x110000)
                            .filter(point -> point < 0xD800 || point > 0xFFFF)
                            .filter(point -> !charset.equals("gb18030") || !isSwapped(point))
                            .mapToObj(Character::toString)
                            .collect(Collectors.joining());
            assertThat(decoded(charset, text.getBytes(Charset.forName(java))))
                    .as("seed %d", seed)
                    .isEqualTo(text);
        }
    }

    /** The editions of GB 18030 differ in them. */
    private static boolean isSwapped(int point) {
        return point == 0x1E3F || point >= 0x9FB4 && point <= 0x9FBB;
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4, 80",
        "utf8mb4, C080",
        "utf8mb4, C3",
        "utf8mb4, E282",
        "utf8mb4, EDA080",
        "utf8mb4, F4908080",
        "utf8mb4, F08080AF",
        "utf8mb4, E080AF",
        "utf8mb4, FF",
        "utf8mb4, C328",
        "utf8mb4, F5808080",
        "ascii, 80",
        "hebrew, A1",
        "cp1250, 81",
        "gbk, 81",
        "big5, 8140",
        "sjis, 81",
        "ujis, A1",
        "cp932, FD",
        "euckr, 80",
        "utf16, 00",
        "utf16, D800",
        "utf16, DC00D800",
        "utf16le, 00D8",
        "utf32, 000000",
        "utf32, 00110000",
        "utf32, 0000D800",
        "tis620, DB",
        "greek, FF",
    })
    void bytesThatAreNoTextAreRefused(String charset, String hex) {
        assertThatThrownBy(() -> decoded(charset, HexFormat.of().parseHex(hex)))
                .hasMessageContaining("its bytes are no text in " + charset)
                .hasMessageContaining("0x" + hex.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"armscii8", "dec8", "geostd8", "hp8", "keybcs2", "swe7"})
    void aCharacterSetThatJavaDoesNotKnowIsRefusedButItsBytesAreNot(String charset) {
        Column column = text(COLLATIONS.get(charset));

        assertThatThrownBy(() -> Values.of(column, DataTypes.STRING(), "a"))
                .hasMessageContaining("Java does not know its character set '" + charset + "'");
        assertThat((byte[]) Values.of(column, DataTypes.BYTES(), "a")).containsExactly('a');
    }

    @Test
    void anUnknownCollationIsRefused() {
        assertThatThrownBy(() -> Values.of(text(0), DataTypes.STRING(), "a"))
                .hasMessageContaining("Vitess did not say its character set");
    }

    @Test
    void textWithABinaryCollationIsText() {
        byte[] bytes = "ß€".getBytes(StandardCharsets.UTF_8);

        for (MySqlType type : List.of(MySqlType.BINARY, MySqlType.VARBINARY, MySqlType.BLOB)) {
            Column column = Values.column(type, "varchar(20)", 46);
            assertThat(Values.of(column, DataTypes.STRING(), bytes)).hasToString("ß€");
            assertThatThrownBy(
                            () ->
                                    Values.of(
                                            Values.column(type, "varbinary(20)"),
                                            DataTypes.STRING(),
                                            bytes))
                    .hasMessageContaining("it can be BYTES");
        }
    }

    @Test
    void theLengthIsCountedInCharacters() {
        byte[] four = "aß€😀".getBytes(StandardCharsets.UTF_8);
        byte[] wide = "aß€😀".getBytes(StandardCharsets.UTF_16BE);

        assertThat(Values.of(text(Values.UTF8MB4), DataTypes.VARCHAR(4), four))
                .hasToString("aß€😀");
        assertThat(Values.of(text(Values.UTF8MB4), DataTypes.CHAR(4), four)).hasToString("aß€😀");
        assertThat(Values.of(text(54), DataTypes.VARCHAR(4), wide)).hasToString("aß€😀");
        assertThatThrownBy(() -> Values.of(text(Values.UTF8MB4), DataTypes.VARCHAR(3), four))
                .hasMessageContaining("it has 4 characters, which are more than 3")
                .hasMessageContaining("VARCHAR(3)");
        assertThatThrownBy(() -> Values.of(text(54), DataTypes.CHAR(3), wide))
                .hasMessageContaining("it has 4 characters, which are more than 3");
    }

    @Test
    void longTextOverlapsNoBuffer() {
        String text = "😀".repeat(5_000) + "x".repeat(333);

        assertThat(decoded("utf16", ("y" + text).getBytes(StandardCharsets.UTF_16BE)))
                .isEqualTo("y" + text);
        assertThat(decoded("utf16", new byte[0])).isEmpty();
    }

    private static Column text(int collation) {
        return Values.column(MySqlType.VARCHAR, "varchar(20)", collation);
    }

    private static String decodedInts(String charset, int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return decoded(charset, array);
    }

    private static String decoded(String charset, byte... bytes) {
        Column column = text(COLLATIONS.get(charset));
        String text = Values.of(column, DataTypes.STRING(), bytes).toString();
        assertThat(Values.java(column, bytes)).isEqualTo(text);
        return text;
    }
}
