// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.cdc.common.data.RecordData;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.utils.SchemaUtils;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of each type, in the classes that Flink CDC has for them. */
class RecordConverterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tinyint(1)          | 2                          | Byte                    | 2",
                "tinyint unsigned    | 255                        | Short                   | 255",
                "smallint unsigned   | 65535                      | Integer                 | 65535",
                "int unsigned        | 4294967295                 | Long                    | 4294967295",
                "bigint unsigned     | 18446744073709551615       | DecimalData             | 18446744073709551615",
                "decimal(30,10)      | -12345678901234567890.0123456789 | DecimalData       | -12345678901234567890.0123456789",
                "float               | 1.5                        | Float                   | 1.5",
                "double              | -1e300                     | Double                  | -1.0E300",
                "date                | 1000-01-01                 | DateData                | 1000-01-01",
                "time                | 23:59:59                   | TimeData                | 23:59:59",
                "time(6)             | 23:59:59.123456            | BinaryStringData        | 23:59:59.123456",
                "datetime(6)         | 9999-12-31 23:59:59.999999 | TimestampData           | 9999-12-31T23:59:59.999999",
                "datetime            | 1000-01-01 00:00:00        | TimestampData           | 1000-01-01T00:00",
                "timestamp(3)        | 2024-02-29 12:00:00.123    | LocalZonedTimestampData | 2024-02-29T12:00:00.123",
                "varchar(20)         | text                       | BinaryStringData        | text",
                "json                | {\"a\": 1}                 | BinaryStringData        | {\"a\": 1}",
            })
    void aValueIsThatOfMySql(String columnType, String value, String javaClass, String shown) {
        Object converted = convert(columnType, value);

        assertThat(converted.getClass().getSimpleName()).isEqualTo(javaClass);
        assertThat(converted).hasToString(shown);
    }

    @Test
    void bytesAreThoseOfMySql() {
        assertThat(convert("varbinary(3)", "\0a\u007f")).isEqualTo(new byte[] {0, 'a', 127});
        assertThat(convert("bit(1)", "\1")).isEqualTo(true);
    }

    @Test
    void aValueThatFlinkDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> convert("date", "0000-00-00"))
                .hasMessageContaining("Column 'c' of table shop.t")
                .hasMessageContaining("cannot hold the value '0000-00-00'");
    }

    private static Object convert(String columnType, String value) {
        TableSchema schema =
                new TableSchema("shop", "t", List.of(PipelineTypesDocTest.column("c", columnType)));
        Schema published = PipelineTypes.schema(schema);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        RecordData record =
                new RecordConverter(schema, published, ValuePolicies.strict())
                        .convert(new RowImage(schema, bytes, new int[] {bytes.length}));
        return SchemaUtils.restoreOriginalData(record, SchemaUtils.createFieldGetters(published))
                .get(0);
    }
}
