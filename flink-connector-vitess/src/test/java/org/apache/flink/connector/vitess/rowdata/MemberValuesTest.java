// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberValuesTest {

    private static final int LATIN1 = 8;
    private static final int UTF16 = 54;

    private static final Column SIZES = enumOf("enum('small','large','x-large')");
    private static final Column COLORS = setOf("set('red','green','blue')");

    @ParameterizedTest
    @CsvSource({"small, 1, small", "x-large, 3, x-large", "'', 0, ''", "large, 2, large"})
    @Fault("D3")
    void anEnumIsItsLabelAlsoFromItsNumber(String label, String number, String expected) {
        assertThat(Values.text(SIZES, label)).isEqualTo(expected);
        assertThat(Values.text(SIZES, number)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "red, 1",
        "green, 2",
        "'red,green', 3",
        "'red,blue', 5",
        "'red,green,blue', 7"
    })
    void aSetIsItsLabelsAlsoFromItsBits(String labels, String bits) {
        List<StringData> members =
                labels.isEmpty()
                        ? List.of()
                        : List.of(labels.split(",")).stream().map(StringData::fromString).toList();

        for (String text : List.of(labels, bits)) {
            assertThat(Values.text(COLORS, text)).isEqualTo(labels);
            assertThat(Values.of(COLORS, DataTypes.ARRAY(DataTypes.STRING()), text))
                    .isEqualTo(members);
        }
    }

    /** The copy has the label, MySQL's own description of the column a question mark. */
    @Test
    void aLabelBeyondTheBasicPlaneIsRefusedWithTheReason() {
        Column column = enumOf("enum('?','b')");

        assertThatThrownBy(() -> Values.of(column, DataTypes.STRING(), "😀".getBytes(UTF_8)))
                .hasMessageContaining("MySQL shows '?' for characters beyond U+FFFF");
    }

    @Test
    @Fault("D3")
    void aSetOf64MembersHasThemAll() {
        String labels =
                IntStream.range(0, 64).mapToObj(i -> "m" + i).collect(Collectors.joining(","));
        Column column = setOf("set('" + labels.replace(",", "','") + "')");

        assertThat(Values.text(column, labels)).isEqualTo(labels);
        assertThat(Values.text(column, "18446744073709551615")).isEqualTo(labels);
        assertThat(Values.text(column, "9223372036854775808")).isEqualTo("m63");
        assertThat(Values.text(column, "m63")).isEqualTo("m63");
        assertThat(Values.text(column, "m0,m63")).isEqualTo("m0,m63");
    }

    @Test
    @Fault("D3")
    void labelsThatLookLikeNumbersAreLabels() {
        Column column = enumOf("enum('2','0','1')");

        assertThat(Values.text(column, "2")).isEqualTo("2");
        assertThat(Values.text(column, "0")).isEqualTo("0");
        assertThat(Values.text(column, "1")).isEqualTo("1");
        assertThat(Values.text(column, "3")).isEqualTo("1");
    }

    @Test
    @Fault("D3")
    void quotesBackslashesAndCommasBelongToLabels() {
        Column column = enumOf("enum('a''b','c\\\\d','e,f','','(g)')");

        for (String label : List.of("a'b", "c\\d", "e,f", "", "(g)")) {
            assertThat(Values.text(column, label)).isEqualTo(label);
        }
        assertThat(Values.text(column, "2")).isEqualTo("c\\d");
        assertThat(Values.text(column, "5")).isEqualTo("(g)");
    }

    @Test
    void aLabelIsFoundInUtf8AndInItsColumnsCharacterSet() {
        Column latin1 = Values.column(MySqlType.ENUM, "enum('é','a')", LATIN1);
        Column utf16 = Values.column(MySqlType.SET, "set('é','a')", UTF16);

        assertThat(text(latin1, "é".getBytes(StandardCharsets.ISO_8859_1))).isEqualTo("é");
        assertThat(text(latin1, "é".getBytes(StandardCharsets.UTF_8))).isEqualTo("é");
        assertThat(text(utf16, "é,a".getBytes(StandardCharsets.UTF_16BE))).isEqualTo("é,a");
        assertThat(text(utf16, "é,a".getBytes(StandardCharsets.UTF_8))).isEqualTo("é,a");
    }

    @Test
    void aLabelThatCouldBeAnotherOneIsRefused() {
        Column column = Values.column(MySqlType.ENUM, "enum('é','Ã©')", LATIN1);

        assertThatThrownBy(() -> text(column, "é".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("one member in UTF-8 and another one in its character set");
    }

    @Test
    void aMemberWithABinaryCollationIsStillAMember() {
        Column column = Values.column(MySqlType.BINARY, "enum('a','b')", 46);

        assertThat(Values.text(column, "b")).isEqualTo("b");
        assertThat(Values.text(column, "2")).isEqualTo("b");
        assertThat(Values.java(column, new byte[] {'2'})).isEqualTo("b");
    }

    @Test
    void whatIsNoMemberIsRefused() {
        for (String text : List.of("medium", "4", "-1", "99999999999999999999", "small,large")) {
            assertThatThrownBy(() -> Values.text(SIZES, text))
                    .hasMessageContaining("'" + text + "'")
                    .hasMessageContaining("it is no member now");
        }
        for (String text : List.of("black", "8", "red,", ",red", "red,black")) {
            assertThatThrownBy(() -> Values.text(COLORS, text))
                    .hasMessageContaining("it is no member now");
        }
        assertThatThrownBy(() -> Values.text(enumOf(""), "a"))
                .hasMessageContaining("Vitess did not say its members");
        assertThatThrownBy(() -> Values.text(enumOf("enum('a"), "a"))
                .hasMessageContaining("a label does not end");
    }

    private static Column enumOf(String columnType) {
        return Values.column(MySqlType.ENUM, columnType, Values.UTF8MB4);
    }

    private static Column setOf(String columnType) {
        return Values.column(MySqlType.SET, columnType, Values.UTF8MB4);
    }

    private static String text(Column column, byte[] bytes) {
        return Values.of(column, DataTypes.STRING(), bytes).toString();
    }
}
