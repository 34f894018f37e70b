// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.apache.flink.cdc.common.factories.Factory;
import org.apache.flink.cdc.common.source.DataSource;
import org.junit.jupiter.api.Test;

class VitessDataSourceFactoryTest {

    private final Map<String, String> options =
            new HashMap<>(
                    Map.of(
                            "hostname",
                            "localhost",
                            "keyspace",
                            "shop",
                            "tables",
                            "a, b[0-9]{1,3}"));

    @Test
    void flinkCdcFindsTheFactory() {
        assertThat(ServiceLoader.load(Factory.class))
                .anySatisfy(factory -> assertThat(factory.identifier()).isEqualTo("vitess"));
    }

    @Test
    void subtasksHaveSchemasOfTheirOwn() {
        DataSource source = PipelineJob.source(options);

        assertThat(source.isParallelMetadataSource()).isTrue();
        assertThat(source.supportedMetadataColumns())
                .extracting(column -> column.getName())
                .containsExactly("op_ts", "shard", "gtid");
    }

    @Test
    void tablesAreSeparatedByCommasOutsideBraces() {
        options.put("tables.exclude", "it's;one");

        assertThat(VitessDataSourceOptions.ofSql(options))
                .containsEntry("table-name", "'a';'b[0-9]{1,3}'")
                .containsEntry("table-name.exclude", "'it''s;one'")
                .doesNotContainKeys("tables", "tables.exclude");
    }

    @Test
    void wrongOptionsAreRefusedByName() {
        assertRefused(
                "tables", null, "'tables' is missing|Missing required options are:\\s+tables");
        assertRefused("scan.startup.mode", "earliest", "'scan.startup.mode' = 'earliest'");
        assertRefused("no-such-option", "1", "no-such-option");
        assertRefused("metadata.list", "op_ts, gtids", "'metadata.list' = 'gtids' is not possible");
        assertRefused("tables", "(", "is no regular expression");
    }

    private void assertRefused(String option, String value, String message) {
        Map<String, String> wrong = new HashMap<>(options);
        wrong.put(option, value);
        wrong.values().removeIf(Objects::isNull);

        assertThatThrownBy(() -> PipelineJob.source(wrong))
                .hasMessageMatching("(?s).*(" + message + ").*");
    }
}
