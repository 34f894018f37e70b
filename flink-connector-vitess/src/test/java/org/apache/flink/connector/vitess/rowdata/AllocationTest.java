// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading a value into a row makes no garbage. */
class AllocationTest {

    private static final int ROUNDS = 1_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "INT64; bigint; BIGINT; -9223372036854775808",
                "INT32; int; INT; 42",
                "INT8; tinyint(1); BOOLEAN; 1",
                "DECIMAL; decimal(18,2); DECIMAL(18, 2); -1234567890123456.78",
                "FLOAT32; float; FLOAT; 1.2345678E+03",
                "FLOAT64; double; DOUBLE; 1234.5678",
                "DATE; date; DATE; 2024-02-29",
                "TIME; time(3); TIME(3); 12:34:56.789",
                "DATETIME; datetime(3); TIMESTAMP(3); 2024-02-29 12:34:56.789",
                "DATETIME; datetime(6); TIMESTAMP(6); 2024-02-29 12:34:56.789012",
                "UINT64; bigint unsigned; DECIMAL(20, 0); 123456789012345678",
                "VARCHAR; varchar(20); STRING; some",
                "TEXT; text; STRING; a longer text, which is copied into the row, not into an object",
                "JSON; json; STRING; \"text in JSON\"",
                "VARBINARY; varbinary(20); VARBINARY(20); some bytes",
            })
    void valuesAreReadWithoutObjects(
            MySqlType type, String columnType, String flinkType, String text) {
        assertThat(bytesPerValue(type, columnType, flinkType, text)).isZero();
    }

    private static long bytesPerValue(
            MySqlType type, String columnType, String flinkType, String text) {
        LogicalType to = LogicalTypeParser.parse(flinkType, AllocationTest.class.getClassLoader());
        int collation = type == MySqlType.VARBINARY ? Values.BINARY : Values.UTF8MB4;
        ColumnConverter converter =
                FlinkTypes.converter(
                        Values.column(type, columnType, collation), to, ValuePolicies.strict());
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        RowWriter row = new RowWriter(1);
        write(converter, row, bytes);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(thread);
        long before = threads.getThreadAllocatedBytes(thread);
        write(converter, row, bytes);
        // Classes that are loaded meanwhile cost less than one byte per value.
        return (threads.getThreadAllocatedBytes(thread) - before) / ROUNDS;
    }

    private static void write(ColumnConverter converter, RowWriter row, byte[] bytes) {
        for (int i = 0; i < ROUNDS; i++) {
            row.begin(RowKind.INSERT);
            converter.write(row, 0, bytes, 0, bytes.length);
        }
    }
}
