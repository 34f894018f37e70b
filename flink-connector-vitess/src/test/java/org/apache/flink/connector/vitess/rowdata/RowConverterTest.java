// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.DataTypes.Field;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;

class RowConverterTest {

    private static final TableSchema ORDERS =
            new TableSchema(
                    "shop",
                    "orders",
                    List.of(
                            new Column("id", MySqlType.INT64, "bigint", 63, true, true),
                            new Column("note", MySqlType.VARCHAR, "varchar(9)", 255, false, false),
                            new Column(
                                    "price", MySqlType.DECIMAL, "decimal(10,2)", 63, false, true),
                            new Column("qty", MySqlType.INT32, "int", 63, false, false)));

    private static final RowImage ROW = row("7", "xyz", ".50", "42");

    @Test
    void theWantedColumnsComeInTheirOrder() {
        RowConverter converter =
                converter(
                        DataTypes.FIELD("qty", DataTypes.INT()),
                        DataTypes.FIELD("id", DataTypes.BIGINT().notNull()));

        RowData row = converter.convert(RowKind.UPDATE_AFTER, ROW);

        assertThat(row.getRowKind()).isEqualTo(RowKind.UPDATE_AFTER);
        assertThat(row.getArity()).isEqualTo(2);
        assertThat(row.getInt(0)).isEqualTo(42);
        assertThat(row.getLong(1)).isEqualTo(7);
    }

    @Test
    void aRowMayHaveNoFields() {
        RowData row = converter().convert(RowKind.DELETE, ROW);

        assertThat(row.getArity()).isZero();
        assertThat(row.getRowKind()).isEqualTo(RowKind.DELETE);
        assertThat(row).isEqualTo(converter().convert(RowKind.DELETE, row("8", "", "1", null)));
    }

    @Test
    void unwantedColumnsAreNotRead() {
        RowConverter converter = converter(DataTypes.FIELD("note", DataTypes.STRING()));

        assertThat(converter.convert(RowKind.INSERT, row("x", "y", "z", "?")).getString(0))
                .hasToString("y");
    }

    @Test
    void rowsShareNothing() {
        RowConverter converter =
                converter(
                        DataTypes.FIELD("note", DataTypes.STRING()),
                        DataTypes.FIELD("id", DataTypes.BIGINT()));
        RowImage image = row("7", "xyz", ".50", "42");
        RowData row = converter.convert(RowKind.INSERT, image);
        Arrays.fill(image.buffer(), (byte) '!');
        converter.convert(RowKind.INSERT, row("8", null, "1", "2"));

        assertThat(row.getString(0)).hasToString("xyz");
        assertThat(row.getLong(1)).isEqualTo(7);
    }

    @Test
    @Fault("D21")
    void nullIsNullAndIsRefusedWhereFlinkHasNotNull() {
        RowImage nulls = row("7", null, ".50", null);
        RowConverter nullable = converter(DataTypes.FIELD("note", DataTypes.STRING()));
        RowConverter notNull = converter(DataTypes.FIELD("qty", DataTypes.INT().notNull()));

        assertThat(nullable.convert(RowKind.INSERT, nulls).isNullAt(0)).isTrue();
        assertThatThrownBy(() -> notNull.convert(RowKind.INSERT, nulls))
                .hasMessage(
                        "Column 'qty' of table shop.orders, which is int in MySQL and INT NOT NULL"
                                + " in Flink, cannot hold a NULL");
    }

    @Test
    void aValueThatDoesNotFitIsNamedWithItsPlace() {
        RowConverter converter = converter(DataTypes.FIELD("price", DataTypes.DECIMAL(4, 1)));

        assertThatThrownBy(() -> converter.convert(RowKind.INSERT, row("7", null, "12.34", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Column 'price' of table shop.orders, which is decimal(10,2) in MySQL and"
                                + " DECIMAL(4, 1) in Flink, cannot hold the value '12.34': it has"
                                + " more than 1 digits after the decimal point");
    }

    @Test
    void aRowIsCompleteAgainAfterARefusedOne() {
        RowConverter converter =
                converter(
                        DataTypes.FIELD("note", DataTypes.VARCHAR(3)),
                        DataTypes.FIELD("qty", DataTypes.INT()));

        assertThatThrownBy(() -> converter.convert(RowKind.INSERT, row("7", "abcd", ".50", "42")))
                .hasMessageContaining("it has 4 characters");
        RowData row = converter.convert(RowKind.INSERT, ROW);
        assertThat(row.getString(0)).hasToString("xyz");
        assertThat(row.getInt(1)).isEqualTo(42);
    }

    @Test
    void aLongValueIsCutInTheMessage() {
        byte[] ascii = "x".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[1000];

        assertThat(ValueExcerpt.of(ascii, 0, 1000))
                .isEqualTo("'" + "x".repeat(100) + "'... (1000 bytes)");
        assertThat(ValueExcerpt.of(bytes, 0, 1000))
                .isEqualTo("0x" + "00".repeat(50) + "... (1000 bytes)");
        assertThat(ValueExcerpt.of(ascii, 5, 2)).isEqualTo("'xx'");
    }

    @Test
    void aColumnThatTheTableLacksIsRefused() {
        assertThatThrownBy(() -> converter(DataTypes.FIELD("nope", DataTypes.INT())))
                .hasMessageContaining("Table shop.orders has no column 'nope'");
    }

    @Test
    void aTypeThatAColumnCannotHaveIsRefusedWithThoseThatItCan() {
        assertThatThrownBy(() -> converter(DataTypes.FIELD("qty", DataTypes.SMALLINT())))
                .hasMessage(
                        "Column 'qty' of table shop.orders, which is int in MySQL and SMALLINT in"
                                + " Flink, cannot be read: it can be INT, BIGINT, DECIMAL(p, s),"
                                + " STRING");
        assertThatThrownBy(
                        () ->
                                converter(
                                        DataTypes.FIELD(
                                                "qty",
                                                DataTypes.MAP(DataTypes.INT(), DataTypes.INT()))))
                .hasMessageContaining("it can be INT");
    }

    private static RowImage row(String... values) {
        int[] lengths =
                Arrays.stream(values)
                        .mapToInt(value -> value == null ? -1 : value.length())
                        .toArray();
        String joined = Arrays.stream(values).filter(Objects::nonNull).collect(joining());
        return new RowImage(ORDERS, joined.getBytes(StandardCharsets.US_ASCII), lengths);
    }

    private static RowConverter converter(Field... fields) {
        return new RowConverter(
                ORDERS, (RowType) DataTypes.ROW(fields).getLogicalType(), ValuePolicies.strict());
    }
}
