// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowImageTest {

    private static final TableSchema SCHEMA =
            new TableSchema("shop", "t", List.of(column("a"), column("b"), column("c")));

    @Test
    void valuesStandBackToBackWithoutTheNulls() {
        RowImage row = new RowImage(SCHEMA, new byte[] {1, 2, 3}, new int[] {2, -1, 1});

        assertThat(row.bytes("a")).containsExactly(1, 2);
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.bytes("b")).isNull();
        assertThat(row.bytes(2)).containsExactly(3);
    }

    @Test
    void emptyIsNotNull() {
        RowImage row = new RowImage(SCHEMA, new byte[0], new int[] {0, -1, 0});

        assertThat(row.isNull(0)).isFalse();
        assertThat(row.bytes(0)).isEmpty();
    }

    @Test
    void lengthsThatDoNotAddUpAreRefused() {
        assertThatThrownBy(() -> new RowImage(SCHEMA, new byte[1], new int[] {1, -1}))
                .hasMessageContaining("2 values for 3 columns");
        assertThatThrownBy(() -> new RowImage(SCHEMA, new byte[1], new int[] {1, 1, -1}))
                .hasMessageContaining("2 bytes in a row of 1 bytes");
        assertThatThrownBy(() -> new RowImage(SCHEMA, new byte[1], new int[] {1, -2, 0}))
                .hasMessageContaining("-2 bytes");
        int huge = Integer.MAX_VALUE;
        assertThatThrownBy(() -> new RowImage(SCHEMA, new byte[1], new int[] {huge, huge, 3}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnknownColumnIsNamed() {
        RowImage row = new RowImage(SCHEMA, new byte[0], new int[] {-1, -1, -1});

        assertThatThrownBy(() -> row.bytes("nope")).hasMessageContaining("no column 'nope'");
    }

    private static Column column(String name) {
        return new Column(name, MySqlType.VARBINARY, "varbinary(9)", 63, false, false);
    }
}
