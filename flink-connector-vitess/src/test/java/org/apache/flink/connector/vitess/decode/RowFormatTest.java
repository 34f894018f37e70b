// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How rows come out that a tablet took for rows of other columns. */
class RowFormatTest {

    private static final Column ID = new Column("id", MySqlType.INT32, "int", 63, true, true);
    private static final Column A = column("a", MySqlType.INT32, "int");
    private static final Column B = column("b", MySqlType.VARCHAR, "varchar(9)");

    @Test
    void columnsAreThoseThatHoldByTheirPlace() {
        RowImage row =
                image(
                        RowFormat.of(schema(ID, A, B), schema(ID.withName("@1"), B, A), List.of()),
                        "1",
                        "20",
                        "x");

        assertThat(row.schema()).isEqualTo(schema(ID, A, B));
        assertThat(text(row.bytes("id"))).isEqualTo("1");
        assertThat(text(row.bytes("a"))).isEqualTo("20");
        assertThat(text(row.bytes("b"))).isEqualTo("x");
    }

    @Test
    void ofTheWantedColumnsThoseOfThePrimaryKeyAreReadToo() {
        RowFormat format = RowFormat.of(schema(ID, A, B), schema(ID, B, A), List.of("B"));
        RowImage row = image(format, "1", null, "x");

        assertThat(row.schema()).isEqualTo(schema(ID, B));
        assertThat(text(row.bytes(0))).isEqualTo("1");
        assertThat(text(row.bytes(1))).isEqualTo("x");
        assertThat(row.isNull(1)).isFalse();
    }

    @Test
    void ofATableWithoutPrimaryKeyAllColumnsAreRead() {
        RowImage row = image(RowFormat.of(schema(A, B), List.of("b")), "1", "x");

        assertThat(row.schema()).isEqualTo(schema(A, B));
    }

    @Test
    void repairedRowsHaveOnlyTheWantedColumns() {
        Column e = column("e", MySqlType.ENUM, "enum('a','b')");
        Column eNow = column("e", MySqlType.ENUM, "enum('z','a','b')");
        RowFormat format =
                RowFormat.of(schema(ID, A, e, B), schema(ID, A, eNow, B), List.of("e", "b"));
        RowImage row = image(format, "1", "20", "a", null);

        assertThat(row.schema()).isEqualTo(schema(ID, e, B));
        assertThat(text(row.bytes("id"))).isEqualTo("1");
        assertThat(text(row.bytes("e"))).isEqualTo("b");
        assertThat(row.isNull(2)).isTrue();
    }

    /** A column that is not read may have become what it likes. */
    @Test
    void aValueThatCannotBeDeterminedFailsOnlyWhereItIsRead() {
        Column e = column("e", MySqlType.ENUM, "enum('a')");
        TableSchema now = schema(ID, A, column("e", MySqlType.VARCHAR, "varchar(9)"));

        assertThat(
                        text(
                                image(
                                                RowFormat.of(schema(ID, A, e), now, List.of("a")),
                                                "1",
                                                "2",
                                                "x")
                                        .bytes("a")))
                .isEqualTo("2");
        assertThatThrownBy(
                        () ->
                                image(
                                        RowFormat.of(schema(ID, A, e), now, List.of("e")),
                                        "1",
                                        "2",
                                        "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the value of column 'e' of table 't', enum('a')")
                .hasMessageContaining("the tablet read it as 'e', which is varchar(9) now")
                .hasMessageContaining("Alter the column back")
                .hasMessageContaining("restart without state");
    }

    @Test
    void anotherNumberOfColumnsIsRefused() {
        assertThatThrownBy(() -> RowFormat.of(schema(ID, A, B), schema(ID, A), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the binary log has 2 columns of table 't'")
                .hasMessageContaining("not the 3 that the table has at this position, [id, a, b]")
                .hasMessageContaining("Restart without state");
    }

    @Test
    void aWantedColumnThatIsNotThereIsRefused() {
        for (TableSchema schema : List.of(schema(ID, A), schema(A))) {
            assertThatThrownBy(() -> RowFormat.of(schema, schema, List.of("a", "x")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("table 't' of keyspace 'shop' has no column 'x'")
                    .hasMessageContaining("change the columns that are read (columnList");
        }
    }

    @Test
    void rowsOfUnknownColumnsAreRefused() {
        RowFormat unknown = RowFormat.unknown(schema(ID, A));

        assertThat(unknown.table()).isEqualTo("t");
        assertThatThrownBy(() -> image(unknown, "1", "2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a row of table 't' was written between two statements")
                .hasMessageContaining("restart without state, or remove the table");
    }

    @Test
    void aFormatKnowsWhetherTheTabletIsCorrect() {
        Column named = A.withName("A");
        Column retyped = column("a", MySqlType.INT64, "bigint");

        assertThat(RowFormat.of(schema(ID, A), schema(ID, named), List.of()).isAsTaken()).isTrue();
        assertThat(RowFormat.of(schema(ID, A), schema(ID, retyped), List.of()).isAsTaken())
                .isFalse();
        assertThat(RowFormat.of(schema(ID, A), schema(ID, B), List.of()).isAsTaken()).isFalse();
        assertThat(RowFormat.unknown(schema(ID)).isAsTaken()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NULL",
            value = {
                // A label's number is its place, whatever the label is now.
                "ENUM | enum('a','b') | enum('z','a','b') | z | a",
                "ENUM | enum('a','b') | enum('z','a','b') | a | b",
                "ENUM | enum('a','b') | enum('b','a') | b | a",
                "ENUM | enum('a','b') | enum('b') | b | a",
                "ENUM | enum('a','it''s') | enum('x','y,z') | y,z | it's",
                "ENUM | enum('a') | enum('b') | '' | ''",
                "ENUM | enum('a') | enum('b') | NULL | NULL",
                "ENUM | ENUM('a','b') | enum('a','b') | b | b",
                "SET | set('a','b','c') | set('c','b','a') | c,a | a,c",
                "SET | set('a','b') | set('z','a') | z,a | a,b",
                "SET | set('a','b') | set('z','a') | '' | ''",
                "BINARY | enum('a','b') | enum('b','a') | b | a",
                // Signs.
                "INT8 | tinyint | tinyint unsigned | 255 | -1",
                "INT8 | tinyint | tinyint unsigned | 128 | -128",
                "INT8 | tinyint | tinyint unsigned | 127 | 127",
                "UINT8 | tinyint unsigned | tinyint | -128 | 128",
                "UINT8 | tinyint unsigned | tinyint | -1 | 255",
                "INT16 | smallint | smallint unsigned | 65535 | -1",
                "UINT16 | smallint unsigned | smallint | -32768 | 32768",
                "INT24 | mediumint | mediumint unsigned | 16777215 | -1",
                "UINT24 | mediumint unsigned | mediumint | -8388608 | 8388608",
                "INT32 | int | int unsigned | 4294967295 | -1",
                "INT32 | int | bigint unsigned | 2147483648 | -2147483648",
                "UINT32 | int unsigned | bigint | -1 | 4294967295",
                "INT64 | bigint | bigint unsigned | 18446744073709551615 | -1",
                "UINT64 | bigint unsigned | bigint | -9223372036854775808 | 9223372036854775808",
                "INT32 | int | bigint | -5 | -5",
                "INT32 | int | bigint | NULL | NULL",
                // What is a text or a time stays as it is.
                "VARCHAR | varchar(9) | text | x | x",
                "DATETIME | datetime | datetime(6) | 2026-01-01 00:00:00 | 2026-01-01 00:00:00",
                "CHAR | char(3) | varchar(3) | x | x",
                "CHAR | char(3) | binary(3) | xyz | xyz",
            })
    void valuesAreThoseOfTheColumnThatHolds(
            MySqlType type, String columnType, String taken, String sent, String value) {
        RowImage row =
                image(
                        RowFormat.of(
                                schema(ID, column("v", type, columnType)),
                                schema(ID, column("v", type, taken)),
                                List.of()),
                        "1",
                        sent);

        assertThat(text(row.bytes("v"))).isEqualTo(value);
    }

    @Test
    void theZerosOfBinaryAreFilledUpToTheLengthThatHolds() {
        Column binary = column("v", MySqlType.BINARY, "binary(4)");
        Column blob = column("v", MySqlType.BLOB, "blob");
        RowFormat format = RowFormat.of(schema(ID, binary), schema(ID, blob), List.of());

        assertThat(image(format, "1", "x").bytes("v")).containsExactly('x', 0, 0, 0);
        assertThat(image(format, "1", "").bytes("v")).containsExactly(0, 0, 0, 0);
        assertThat(image(format, "1", "abcd").bytes("v")).containsExactly('a', 'b', 'c', 'd');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENUM | enum('a','b') | varchar(9) | a | 'the tablet read it as ''v'', which is varchar(9) now'",
                "ENUM | enum('a','b') | set('a','b') | a | 'which is set(''a'',''b'') now'",
                "SET | set('a','b') | enum('a','b') | a | 'which is enum(''a'',''b'') now'",
                "VARCHAR | varchar(9) | enum('a') | a | 'which is enum(''a'') now'",
                "INT32 | int | enum('a') | a | 'which is enum(''a'') now'",
                "ENUM | enum('a','b') | enum('z') | y | 'the tablet sent the label ''y'', one of [z] now'",
                "ENUM | enum('a') | enum('z','a') | a | 'the tablet sent label 2 of 1'",
                "ENUM | enum('a','b') | enum('?','?') | ? | 'the tablet sent the label ''?'''",
                "SET | set('a') | set('z','a') | z,a | 'the tablet sent label 2 of 1'",
                "ENUM | enum('a','b') | '' | a | 'the tablet read it as ''v'', which is ENUM now'",
            })
    void valuesThatCannotBeDeterminedAreRefused(
            MySqlType type, String columnType, String taken, String sent, String message) {
        RowFormat format =
                RowFormat.of(
                        schema(ID, column("v", type, columnType)),
                        schema(ID, column("v", type, taken)),
                        List.of());

        assertThatThrownBy(() -> image(format, "1", sent))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the value of column 'v' of table 't', " + columnType)
                .hasMessageContaining(message);
    }

    @Test
    void aCharThatWasFilledUpWithZerosIsRefused() {
        Column taken = column("v", MySqlType.BINARY, "binary(3)");
        RowFormat format =
                RowFormat.of(
                        schema(ID, column("v", MySqlType.CHAR, "char(3)")),
                        schema(ID, taken),
                        List.of());

        assertThatThrownBy(() -> image(format, "1", "x\0\0"))
                .hasMessageContaining("which is binary(3) now, and filled it up with zeros");
    }

    /** The rows of these tests are wrong if they are read as the tablet took them. */
    @Test
    void withoutTheColumnsThatHoldTheValuesAreWrong() {
        TableSchema taken = schema(ID, column("v", MySqlType.ENUM, "enum('z','a')"), A);
        TableSchema holds = schema(ID, column("e", MySqlType.ENUM, "enum('a','b')"), B);
        RowImage planted = image(RowFormat.of(taken, List.of()), "1", "a", "7");
        RowImage right = image(RowFormat.of(holds, taken, List.of()), "1", "a", "7");

        assertThat(text(planted.bytes("v"))).isNotEqualTo(text(right.bytes("e")));
        assertThat(planted.schema()).isNotEqualTo(right.schema());
        assertThat(text(right.bytes("e"))).isEqualTo("b");
    }

    private static Column column(String name, MySqlType type, String columnType) {
        return new Column(name, type, columnType, 255, false, false);
    }

    private static TableSchema schema(Column... columns) {
        return new TableSchema("shop", "t", List.of(columns));
    }

    private static RowImage image(RowFormat format, String... values) {
        ByteArrayOutputStream lengths = new ByteArrayOutputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String value : values) {
            byte[] utf8 = (value == null ? "" : value).getBytes(StandardCharsets.UTF_8);
            lengths.write(value == null ? 1 : utf8.length << 1);
            bytes.writeBytes(utf8);
        }
        int size = lengths.size();
        lengths.writeBytes(bytes.toByteArray());
        return format.image(lengths.toByteArray(), 0, size, size, lengths.size());
    }

    private static String text(byte[] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
