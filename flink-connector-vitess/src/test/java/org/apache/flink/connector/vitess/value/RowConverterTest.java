// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.vitess.change.Column;
import org.apache.flink.connector.vitess.change.MySqlType;
import org.apache.flink.connector.vitess.change.TableSchema;
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

    private static final byte[] BUFFER = "7xyz.5042".getBytes(StandardCharsets.US_ASCII);
    private static final int[] STARTS = {0, 1, 4, 7};
    private static final int[] LENGTHS = {1, 3, 3, 2};

    @Test
    void theWantedColumnsComeInTheirOrder() {
        RowConverter converter =
                converter(
                        DataTypes.FIELD("qty", DataTypes.INT()),
                        DataTypes.FIELD("id", DataTypes.BIGINT().notNull()));

        RowData row = converter.toBinaryRow(RowKind.UPDATE_AFTER, BUFFER, STARTS, LENGTHS);

        assertThat(row.getRowKind()).isEqualTo(RowKind.UPDATE_AFTER);
        assertThat(row.getArity()).isEqualTo(2);
        assertThat(row.getInt(0)).isEqualTo(42);
        assertThat(row.getLong(1)).isEqualTo(7);
    }

    @Test
    void columnsThatNobodyWantsAreNotRead() {
        RowConverter converter = converter(DataTypes.FIELD("id", DataTypes.BIGINT()));
        int[] broken = {1, 1_000_000, -7, 1_000_000};

        assertThat(converter.toBinaryRow(RowKind.INSERT, BUFFER, STARTS, broken).getLong(0))
                .isEqualTo(7);
    }

    @Test
    void rowsShareNothing() {
        RowConverter converter =
                converter(
                        DataTypes.FIELD("note", DataTypes.STRING()),
                        DataTypes.FIELD("id", DataTypes.BIGINT()));
        byte[] buffer = BUFFER.clone();
        RowData row = converter.toBinaryRow(RowKind.INSERT, buffer, STARTS, LENGTHS);
        buffer[1] = '!';
        converter.toBinaryRow(RowKind.INSERT, buffer, STARTS, new int[] {1, -1, 3, 2});

        assertThat(row.getString(0)).hasToString("xyz");
    }

    @Test
    void nullIsNullAndIsRefusedWhereFlinkHasNotNull() {
        int[] lengths = {1, -1, 3, -1};
        RowConverter nullable = converter(DataTypes.FIELD("note", DataTypes.STRING()));
        RowConverter notNull = converter(DataTypes.FIELD("qty", DataTypes.INT().notNull()));

        assertThat(nullable.toBinaryRow(RowKind.INSERT, BUFFER, STARTS, lengths).isNullAt(0))
                .isTrue();
        String message =
                "Column 'qty' of table shop.orders, which is int in MySQL and INT NOT NULL in"
                        + " Flink, cannot hold a NULL";
        assertThatThrownBy(() -> notNull.toBinaryRow(RowKind.INSERT, BUFFER, STARTS, lengths))
                .hasMessage(message);
    }

    @Test
    void aValueThatDoesNotFitIsNamedWithItsPlace() {
        RowConverter converter = converter(DataTypes.FIELD("price", DataTypes.DECIMAL(4, 1)));
        byte[] buffer = "712.34".getBytes(StandardCharsets.US_ASCII);
        int[] starts = {0, 1, 1, 6};
        int[] lengths = {1, -1, 5, -1};
        String message =
                "Column 'price' of table shop.orders, which is decimal(10,2) in MySQL and"
                        + " DECIMAL(4, 1) in Flink, cannot hold the value '12.34': it has more than"
                        + " 1 digits behind the point";

        assertThatThrownBy(() -> converter.toBinaryRow(RowKind.INSERT, buffer, starts, lengths))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aRowIsCompleteAgainAfterARefusedOne() {
        RowConverter converter =
                converter(
                        DataTypes.FIELD("note", DataTypes.VARCHAR(3)),
                        DataTypes.FIELD("qty", DataTypes.INT()));
        byte[] buffer = "7abcd.5042".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(
                        () ->
                                converter.toBinaryRow(
                                        RowKind.INSERT,
                                        buffer,
                                        new int[] {0, 1, 5, 8},
                                        new int[] {1, 4, 3, 2}))
                .hasMessageContaining("it has 4 characters");
        RowData row = converter.toBinaryRow(RowKind.INSERT, BUFFER, STARTS, LENGTHS);
        assertThat(row.getString(0)).hasToString("xyz");
        assertThat(row.getInt(1)).isEqualTo(42);
    }

    @Test
    void aLongValueIsCutInTheMessage() {
        byte[] ascii = "x".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[1000];

        assertThat(ShownValue.of(ascii, 0, 1000))
                .isEqualTo("'" + "x".repeat(100) + "'... (1000 bytes)");
        assertThat(ShownValue.of(bytes, 0, 1000))
                .isEqualTo("0x" + "00".repeat(50) + "... (1000 bytes)");
        assertThat(ShownValue.of(ascii, 5, 2)).isEqualTo("'xx'");
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

    private static RowConverter converter(Field... fields) {
        return new RowConverter(
                ORDERS, (RowType) DataTypes.ROW(fields).getLogicalType(), ValuePolicies.strict());
    }
}
