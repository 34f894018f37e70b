// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.connector.vitess.position.Shard;
import org.junit.jupiter.api.Test;

class BinlogSettingsTest {

    private static final Shard SHARD = new Shard("shop", "-80");

    @Test
    void wholeRowsAreFine() {
        assertThatCode(() -> BinlogSettings.requireWholeRows(SHARD, answer("full", "")))
                .doesNotThrowAnyException();
        assertThatCode(
                        () ->
                                BinlogSettings.requireWholeRows(
                                        SHARD, List.of(List.of("binlog_row_image", "FULL"))))
                .as("a server that has not the other variable yet")
                .doesNotThrowAnyException();
    }

    @Test
    void partsOfRowsAreRefusedWithTheSettingToChange() {
        assertThatThrownBy(() -> BinlogSettings.requireWholeRows(SHARD, answer("NOBLOB", "")))
                .isInstanceOf(VitessException.class)
                .hasMessageStartingWith(
                        "MySQL of shard shop/-80 has binlog_row_image='NOBLOB', so its log has only"
                                + " parts of the rows: set it to 'FULL'");
        assertThatThrownBy(
                        () ->
                                BinlogSettings.requireWholeRows(
                                        SHARD, answer("FULL", "PARTIAL_JSON")))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("binlog_row_value_options='PARTIAL_JSON'")
                .hasMessageContaining("set it to ''");
    }

    private static List<List<String>> answer(String image, String valueOptions) {
        return List.of(
                List.of("binlog_row_image", image),
                List.of("binlog_row_value_options", valueOptions));
    }
}
