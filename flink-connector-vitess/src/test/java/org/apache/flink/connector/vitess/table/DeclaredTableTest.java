// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.client.TableDescription;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeclaredTableTest {

    private static final int BINARY = 63;
    private static final int UTF8MB4 = 255;
    private static final int DEC8 = 3;

    private static final TableSchema ORDERS =
            table(
                    new Column("shop", MySqlType.INT32, "int", BINARY, true, true),
                    new Column("id", MySqlType.INT64, "bigint", BINARY, true, true),
                    new Column("price", MySqlType.DECIMAL, "decimal(10,2)", BINARY, false, true),
                    new Column("note", MySqlType.VARCHAR, "varchar(20)", UTF8MB4, false, false),
                    new Column("old", MySqlType.CHAR, "char(4)", DEC8, false, false),
                    new Column("kind", MySqlType.ENUM, "enum('a','b')", DEC8, false, true));

    @Test
    void aTableThatIsAsDeclaredIsNotRefused() {
        assertThat(
                        refusal(
                                List.of("id", "shop"),
                                DataTypes.FIELD("note", DataTypes.STRING()),
                                DataTypes.FIELD("id", DataTypes.BIGINT().notNull()),
                                DataTypes.FIELD("shop", DataTypes.INT().notNull()),
                                DataTypes.FIELD("price", DataTypes.DECIMAL(12, 2))))
                .isNull();
    }

    @Test
    void noDeclaredKeyIsFine() {
        assertThat(refusal(List.of(), DataTypes.FIELD("note", DataTypes.STRING()))).isNull();
    }

    @Test
    void nothingDeclaredIsFine() {
        assertThat(refusal(List.of())).isNull();
    }

    static Stream<Arguments> columns() {
        return Stream.of(
                arguments(
                        "nothing",
                        DataTypes.INT(),
                        "Column `nothing` does not exist in MySQL. Leave it out, or declare it as"
                                + " METADATA if it is none of the table's columns (`shop`, `id`,"
                                + " `price`, `note`, `old`, `kind`)"),
                arguments(
                        "Note",
                        DataTypes.STRING(),
                        "Column `Note` is called `note` in MySQL, and Flink is case-sensitive. Write `note`"),
                arguments(
                        "price",
                        DataTypes.FLOAT(),
                        "Column `price` is declared as FLOAT and is decimal(10,2) not null in"
                                + " MySQL: it can be DECIMAL(p, s), STRING. Write `price`"
                                + " DECIMAL(10, 2) NOT NULL"),
                arguments(
                        "note",
                        DataTypes.ROW(DataTypes.FIELD("a", DataTypes.INT())),
                        "Column `note` is declared as ROW<`a` INT> and is varchar(20) in MySQL: it"
                                + " can be STRING, BYTES. Write `note` VARCHAR(20)"),
                arguments(
                        "note",
                        DataTypes.STRING().notNull(),
                        "Column `note` is declared as STRING NOT NULL and is varchar(20) in MySQL:"
                                + " its NULLs would not fit. Write `note` STRING"),
                arguments(
                        "old",
                        DataTypes.STRING(),
                        "Column `old` is declared as STRING and is char(4) in MySQL: Java does not"
                                + " know its character set 'dec8'. Write `old` BYTES"),
                arguments(
                        "kind",
                        DataTypes.STRING(),
                        "Column `kind` is declared as STRING and is enum('a','b') not null in MySQL:"
                                + " Java does not know its character set 'dec8'. Leave it out"));
    }

    @ParameterizedTest
    @MethodSource("columns")
    @Fault("D21")
    void aColumnThatDoesNotFitIsNamedWithWhatToWriteInstead(
            String name, DataType type, String problem) {
        assertThat(refusal(List.of(), DataTypes.FIELD(name, type)))
                .isEqualTo(
                        "Table shop.orders of Vitess cannot be read as it is declared:\n  - "
                                + problem);
    }

    @Test
    @Fault("D21")
    void aKeyThatIsNotTheTablesKeyIsRefused() {
        assertThat(refusal(List.of("id"), DataTypes.FIELD("id", DataTypes.BIGINT().notNull())))
                .endsWith(
                        "\n  - PRIMARY KEY (`id`) is declared, but it is (`shop`, `id`) in MySQL."
                                + " Write PRIMARY KEY (`shop`, `id`) NOT ENFORCED, or leave it out");
    }

    @Test
    void anotherUniqueKeyIsFineForThoseWhoKnowOfIt() {
        DeclaredTable declared =
                declared(
                        List.of("kind", "price"),
                        DataTypes.FIELD("price", DataTypes.DECIMAL(10, 2).notNull()),
                        DataTypes.FIELD("kind", DataTypes.BYTES().notNull()));
        TableDescription description =
                new TableDescription(
                        table(
                                new Column("id", MySqlType.INT64, "bigint", BINARY, true, true),
                                new Column(
                                        "price",
                                        MySqlType.DECIMAL,
                                        "decimal(10,2)",
                                        BINARY,
                                        false,
                                        true),
                                new Column("kind", MySqlType.BLOB, "blob", BINARY, false, true)),
                        List.of("id"),
                        List.of(List.of("price", "kind")),
                        "",
                        Map.of());

        assertThat(declared.refusal(description)).isEmpty();
        assertThat(declared.refusal(description.schema())).isPresent();
        assertThat(declared.withoutPrimaryKey().refusal(description.schema())).isEmpty();
    }

    @Test
    @Fault({"D11", "D21"})
    void aKeyOfATableWithoutOneIsRefused() {
        TableSchema table = table(new Column("a", MySqlType.INT32, "int", BINARY, false, true));

        assertThat(
                        declared(List.of("a"), DataTypes.FIELD("a", DataTypes.INT().notNull()))
                                .refusal(table)
                                .orElseThrow())
                .endsWith(
                        "\n  - PRIMARY KEY (`a`) is declared, but the table has none in MySQL."
                                + " Leave it out");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThat(
                        refusal(
                                List.of("note"),
                                DataTypes.FIELD("note", DataTypes.STRING().notNull()),
                                DataTypes.FIELD("id", DataTypes.BIGINT()),
                                DataTypes.FIELD("gone", DataTypes.INT())))
                .contains("Column `note`", "Column `gone`", "PRIMARY KEY (`note`)")
                .doesNotContain("Column `id`");
    }

    /** Streams of servers that forgot the columns' types have empty ones. */
    @Test
    void aTypeThatTheServerDoesNotSpellIsNamedByVitess() {
        TableSchema table = table(new Column("a", MySqlType.INT32, "", BINARY, false, false));

        assertThat(
                        declared(List.of(), DataTypes.FIELD("a", DataTypes.DATE()))
                                .refusal(table)
                                .orElseThrow())
                .contains("is declared as DATE and is INT32 in MySQL");
    }

    @Test
    void bitsAreNoBooleanButOneBitIs() {
        DeclaredTable flags = declared(List.of(), DataTypes.FIELD("flags", DataTypes.BOOLEAN()));

        assertThat(flags.refusal(table(bit("bit(8)"))))
                .hasValueSatisfying(
                        refusal ->
                                assertThat(refusal)
                                        .contains(
                                                "Column `flags` is declared as BOOLEAN and is bit(8)"
                                                        + " in MySQL: a BIT of 8 bits is no BOOLEAN",
                                                "Write `flags` BINARY(1)"));
        assertThat(flags.refusal(table(bit("bit(1)")))).isEmpty();
    }

    private static Column bit(String columnType) {
        return new Column("flags", MySqlType.BIT, columnType, BINARY, false, false);
    }

    /** The message, or null. */
    private static String refusal(List<String> primaryKey, DataTypes.Field... columns) {
        return declared(primaryKey, columns).refusal(ORDERS).orElse(null);
    }

    private static DeclaredTable declared(List<String> primaryKey, DataTypes.Field... columns) {
        return new DeclaredTable(
                (RowType) DataTypes.ROW(columns).getLogicalType(),
                primaryKey,
                ValuePolicies.strict());
    }

    private static TableSchema table(Column... columns) {
        return new TableSchema("shop", "orders", List.of(columns));
    }
}
