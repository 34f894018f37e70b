// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CellsTest {

    @Test
    void noOthersThanTheSpecifiedCellsNeedsCells() {
        assertThatThrownBy(() -> new Cells(List.of(), CellPreference.ONLY_SPECIFIED))
                .hasMessageContaining("'cell-preference' (cellPreference) = 'only-specified'")
                .hasMessageContaining("add these, or leave it out");
        assertThat(new Cells(List.of("zone2"), CellPreference.ONLY_SPECIFIED).names())
                .containsExactly("zone2");
    }

    @Test
    void aNameThatNoCellHasIsRefused() {
        for (String name : List.of("", " ", "zone1,zone2")) {
            assertThatThrownBy(() -> new Cells(List.of(name), CellPreference.PREFER_LOCAL))
                    .hasMessageContaining("'cells' has a name that no cell has, '" + name + "'")
                    .hasMessageContaining("separate cells by semicolons");
        }
    }
}
