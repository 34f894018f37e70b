// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
    void aColumnHasAName() {
        assertThatThrownBy(() -> new RowSelection(List.of("id", " "), "", false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columnList");
    }
}
