// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlTypes;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.junit.jupiter.api.Test;

class PipelineTypesDocTest {

    private static final List<String> COLUMN_TYPES =
            List.of(
                    "tinyint(1)",
                    "tinyint",
                    "tinyint unsigned",
                    "smallint",
                    "smallint unsigned",
                    "mediumint",
                    "mediumint unsigned",
                    "int",
                    "int unsigned",
                    "bigint",
                    "bigint unsigned",
                    "year",
                    "decimal(10,2)",
                    "decimal(50,2)",
                    "float",
                    "double",
                    "date",
                    "time",
                    "time(6)",
                    "datetime",
                    "datetime(6)",
                    "timestamp(3)",
                    "char(10)",
                    "varchar(20)",
                    "text",
                    "binary(4)",
                    "varbinary(20)",
                    "blob",
                    "bit(1)",
                    "bit(8)",
                    "enum('a','b')",
                    "set('a','b')",
                    "json",
                    "geometry",
                    "vector(3)");

    @Test
    void theDocumentHasTheTypesOfTheCode() throws IOException {
        GeneratedDocs.assertTable(
                "pipeline.md",
                PipelineTypesDocTest.class,
                Stream.concat(
                                Stream.of("| MySQL | Flink CDC |", "|---|---|"),
                                COLUMN_TYPES.stream().map(PipelineTypesDocTest::row))
                        .toList());
    }

    private static String row(String columnType) {
        Column column = column("c", columnType);
        return "| %s | `%s` |".formatted(columnType, PipelineTypes.type(column));
    }

    static Column column(String name, String columnType) {
        String dataType = columnType.split("[( ]", 2)[0];
        int collation = MySqlTypes.isText(dataType) ? 255 : MySqlTypes.BINARY_COLLATION;
        return new Column(
                name,
                MySqlTypes.of(dataType, columnType, false).orElseThrow(),
                columnType,
                collation,
                false,
                false);
    }
}
