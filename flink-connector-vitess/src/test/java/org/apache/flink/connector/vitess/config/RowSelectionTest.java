// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowSelectionTest {

    @Test
    void blanksAroundTheConditionDoNotCount() {
        assertThat(new RowSelection(List.of(), " `id` > 5\n", false, 1).where())
                .isEqualTo("`id` > 5");
    }

    @Test
    void aColumnIsReadOnce() {
        assertThatThrownBy(() -> new RowSelection(List.of("id", "name", "ID"), "", false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'ID'")
                .hasMessageContaining("columnList");
    }

    @Test
    void aTableMayHaveColumnsOfItsOwn() {
        RowSelection rows =
                new RowSelection(List.of("id"), Map.of("orders", List.of("total")), "", false, 1);

        assertThat(rows.columnsOf("orders")).containsExactly("total");
        assertThat(rows.columnsOf("customer")).containsExactly("id");
    }

    @Test
    void aColumnOfOneTableIsReadOnce() {
        assertThatThrownBy(
                        () ->
                                new RowSelection(
                                        List.of(),
                                        Map.of("orders", List.of("id", "ID")),
                                        "",
                                        false,
                                        1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Column 'ID' is to be read twice: change 'tableColumnList' of 'orders'");
    }

    @Test
    void aColumnHasAName() {
        assertThatThrownBy(() -> new RowSelection(List.of("id", " "), "", false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columnList");
    }
}
