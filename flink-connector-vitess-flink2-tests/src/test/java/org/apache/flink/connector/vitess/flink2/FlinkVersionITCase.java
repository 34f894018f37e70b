// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.flink2;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.connector.base.source.reader.SourceReaderBase;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.writer.BinaryRowWriter;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without it the other tests could pass on the Flink that the connector is compiled against. */
class FlinkVersionITCase {

    private static final String VERSION = System.getProperty("flink2.version");

    @Test
    void theTestsRunOnFlink2() {
        assertThat(EnvironmentInformation.getVersion()).startsWith("2.").isEqualTo(VERSION);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                JobClient.class,
                SourceReaderBase.class,
                StreamExecutionEnvironment.class,
                RowData.class,
                BinaryRowWriter.class,
                StreamTableEnvironment.class,
                MiniClusterExtension.class
            })
    void eachPartOfFlinkHasTheVersion(Class<?> part) {
        assertThat(pathOf(part)).endsWith("-" + VERSION + ".jar");
    }

    @Test
    void theConnectorIsTheJarThatUsersGet() {
        assertThat(pathOf(VitessSource.class))
                .matches(".*/flink-connector-vitess-[^/]*(?<!-tests)\\.jar");
    }

    private static String pathOf(Class<?> part) {
        return part.getProtectionDomain().getCodeSource().getLocation().getPath();
    }
}
