// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.connector.vitess.position.Shard;
import org.junit.jupiter.api.Test;

class BinlogSettingsTest {

    private static final Shard SHARD = new Shard("shop", "-80");

    @Test
    void wholeRowsAreFine() {
        assertThat(BinlogSettings.problems(SHARD, answer("full", ""))).isEmpty();
        assertThat(BinlogSettings.problems(SHARD, List.of(List.of("binlog_row_image", "FULL"))))
                .as("a server that has not the other variable yet")
                .isEmpty();
    }

    @Test
    void partsOfRowsAreNamedWithTheSettingToChange() {
        assertThat(BinlogSettings.problems(SHARD, answer("NOBLOB", "")))
                .singleElement()
                .asString()
                .startsWith(
                        "MySQL of shard shop/-80 has binlog_row_image='NOBLOB', so its log has only"
                                + " parts of the rows: set it to 'FULL'");
        assertThat(BinlogSettings.problems(SHARD, answer("FULL", "PARTIAL_JSON")))
                .singleElement()
                .asString()
                .contains("binlog_row_value_options='PARTIAL_JSON'", "set it to ''");
    }

    private static List<List<String>> answer(String image, String valueOptions) {
        return List.of(
                List.of("binlog_row_image", image),
                List.of("binlog_row_value_options", valueOptions));
    }
}
