// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.client.TableColumns.Column;
import org.apache.flink.connector.vitess.position.Shard;
import org.junit.jupiter.api.Test;

class TableColumnsTest {

    private static final Shard SHARD = new Shard("shop", "-80");

    /** Columns of a table; those of the primary key end in a star. */
    private static List<Column> columns(String table, String... names) {
        return Arrays.stream(names)
                .map(name -> new Column(table, name.replace("*", ""), name.endsWith("*")))
                .toList();
    }

    @Test
    void theKeyIsReadTooAndTheOrderIsTheTables() {
        List<Column> columns = columns("orders", "Note", "a*", "x", "b*");

        assertThat(TableColumns.select(SHARD, columns, List.of("b", "note")))
                .isEqualTo(Map.of("orders", List.of("Note", "a", "b")));
    }

    @Test
    void ofATableWithoutAPrimaryKeyAllIsRead() {
        assertThat(TableColumns.select(SHARD, columns("log", "a", "b"), List.of("b")))
                .isEqualTo(Map.of("log", List.of()));
    }

    @Test
    void aTableWithoutAWantedColumnIsNamed() {
        List<Column> columns = columns("orders", "id*", "note");

        assertThatThrownBy(() -> TableColumns.select(SHARD, columns, List.of("id", "noote", "x")))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining(
                        "Table 'orders' of keyspace 'shop' has no column 'noote', 'x'")
                .hasMessageContaining("columnList")
                .hasMessageContaining("[id, note]");
    }
}
