// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.cdc.common.configuration.ConfigOption;
import org.apache.flink.cdc.common.configuration.description.HtmlFormatter;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.junit.jupiter.api.Test;

class PipelineOptionsDocTest {

    @Test
    void theDocumentHasTheOptionsThatSqlDoesNotHave() throws IOException {
        GeneratedDocs.assertTable(
                "pipeline.md",
                PipelineOptionsDocTest.class,
                Stream.concat(
                                Stream.of("| option | default | what it is |", "|---|---|---|"),
                                Stream.of(
                                                VitessDataSourceOptions.TABLES,
                                                VitessDataSourceOptions.TABLES_EXCLUDE,
                                                VitessDataSourceOptions.METADATA_LIST)
                                        .map(PipelineOptionsDocTest::row))
                        .toList());
    }

    private static String row(ConfigOption<String> option) {
        String defaultValue = option.hasDefaultValue() ? option.defaultValue() : "";
        return "| `%s` | %s | %s |"
                .formatted(
                        option.key(),
                        defaultValue,
                        new HtmlFormatter().format(option.description()));
    }
}
