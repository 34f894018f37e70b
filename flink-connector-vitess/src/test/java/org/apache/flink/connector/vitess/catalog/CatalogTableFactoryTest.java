// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.client.TableDescription;
import org.apache.flink.connector.vitess.config.TableSelection;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.table.VitessConnectorOptions;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTableFactoryTest {

    private static final int DEC8 = 3;

    private static final Column ID = new Column("id", MySqlType.INT64, "bigint", 63, true, true);

    private static final CatalogTableFactory TABLES = new CatalogTableFactory(Map.of());

    @Test
    void commentsOfTheTableAndItsColumnsAreKept() {
        CatalogTable table =
                TABLES.table(
                        new TableDescription(
                                schema(
                                        "t",
                                        ID,
                                        new Column("v", MySqlType.JSON, "json", 63, false, false)),
                                List.of("id"),
                                List.of(),
                                "the table",
                                Map.of("v", "the value")));

        assertThat(table.getComment()).isEqualTo("the table");
        assertThat(table.getUnresolvedSchema().getColumns())
                .extracting(column -> column.getComment().orElse("none"))
                .containsExactly("none", "the value");
    }

    @Test
    void aTableWithoutAKeyHasNone() {
        Schema schema =
                TABLES.table(
                                new TableDescription(
                                        schema("t", ID), List.of(), List.of(), "", Map.of()))
                        .getUnresolvedSchema();

        assertThat(schema.getPrimaryKey()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "a-b", "a.b", "a;b", "a'b", "a(", "a$", "\\", "'", "ö 'ä'"})
    void everyNameSelectsThatTableAlone(String name) {
        Map<String, String> options =
                TABLES.table(
                                new TableDescription(
                                        schema(name, ID), List.of(), List.of(), "", Map.of()))
                        .getOptions();

        List<String> selected =
                Configuration.fromMap(options).get(VitessConnectorOptions.TABLE_NAME);
        assertThat(
                        new TableSelection(selected, false)
                                .resolve("shop", List.of("axb", "b", "a", name, name + "x")))
                .containsExactly(name);
    }

    @Test
    void aColumnThatCannotBeReadIsNamed() {
        Column old = new Column("old", MySqlType.TEXT, "text", DEC8, false, false);
        TableDescription description =
                new TableDescription(schema("t", ID, old), List.of(), List.of(), "", Map.of());

        assertThatThrownBy(() -> TABLES.table(description))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Column 'old' of table shop.t, which is text in MySQL")
                .hasMessageContaining("'dec8'");
    }

    private static TableSchema schema(String table, Column... columns) {
        return new TableSchema("shop", table, List.of(columns));
    }
}
