// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Flink jobs of one subtask that read the tables of a work, with Flink's default settings. */
final class Jobs {

    private Jobs() {}

    static <T> void stream(Work work, int port, VitessDeserializationSchema<T> deserializer)
            throws Exception {
        VitessSource<T> source =
                VitessSource.<T>builder()
                        .hostname("127.0.0.1")
                        .port(port)
                        .keyspace(Work.KEYSPACE)
                        .tableList(work.tableNames().toArray(String[]::new))
                        .startupOptions(
                                work.copy() ? StartupOptions.initial() : StartupOptions.latest())
                        .deserializer(deserializer)
                        .build();
        StreamExecutionEnvironment env = environment();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                .sinkTo(new CountingSink<>());
        env.executeAsync();
    }

    static void sql(Work work, int port, String columns) {
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment());
        String table = work.tableNames().get(0);
        tables.executeSql(
                """
                CREATE TABLE source (%s, PRIMARY KEY (id) NOT ENFORCED) WITH (
                  'connector' = 'vitess',
                  'hostname' = '127.0.0.1',
                  'port' = '%d',
                  'keyspace' = '%s',
                  'table-name' = '%s',
                  'scan.startup.mode' = '%s'
                )"""
                        .formatted(
                                ReplayedTables.declaration(work.columns()),
                                port,
                                Work.KEYSPACE,
                                table,
                                work.copy() ? "initial" : "latest-offset"));
        tables.createTemporaryView("wanted", tables.sqlQuery("SELECT " + columns + " FROM source"));
        tables.executeSql(
                "CREATE TABLE sink WITH ('connector' = 'counting') AS SELECT * FROM wanted");
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
        env.enableCheckpointing(10_000);
        return env;
    }
}
