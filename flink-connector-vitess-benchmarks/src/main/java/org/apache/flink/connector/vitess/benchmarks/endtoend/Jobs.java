// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Flink jobs that read the tables of a work, with Flink's default settings. */
final class Jobs {

    private Jobs() {}

    static <T> void stream(
            Work work,
            Served served,
            VitessDeserializationSchema<T> deserializer,
            int parallelism,
            long buffer)
            throws Exception {
        StreamExecutionEnvironment env = environment(parallelism);
        read(env, work, served, deserializer, buffer).sinkTo(new CountingSink<>());
        env.executeAsync();
    }

    static <T> DataStream<T> read(
            StreamExecutionEnvironment env,
            Work work,
            Served served,
            VitessDeserializationSchema<T> deserializer,
            long buffer) {
        VitessSource<T> source =
                VitessSource.<T>builder()
                        .hostname("127.0.0.1")
                        .port(served.port())
                        .keyspace(Work.KEYSPACE)
                        .tableList(work.tableNames().toArray(String[]::new))
                        .startupOptions(start(work, served))
                        .deserializer(deserializer)
                        .bufferSize(buffer)
                        .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess");
    }

    private static StartupOptions start(Work work, Served served) {
        if (work.copy()) {
            return StartupOptions.initial();
        }
        return served.beginsAnywhere()
                ? StartupOptions.latest()
                : StartupOptions.specificOffset(served.vgtid());
    }

    static void sql(Work work, Served served, String query) {
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment(1));
        String table = work.tableNames().get(0);
        tables.executeSql(
                """
                CREATE TABLE source (%s, PRIMARY KEY (id) NOT ENFORCED) WITH (
                  'connector' = 'vitess',
                  'hostname' = '127.0.0.1',
                  'port' = '%d',
                  'keyspace' = '%s',
                  'table-name' = '%s',
                  %s
                )"""
                        .formatted(
                                ReplayedTables.declaration(work),
                                served.port(),
                                Work.KEYSPACE,
                                table,
                                startOption(work, served)));
        tables.createTemporaryView("wanted", tables.sqlQuery(query));
        tables.executeSql(
                "CREATE TABLE sink WITH ('connector' = 'counting') AS SELECT * FROM wanted");
    }

    private static String startOption(Work work, Served served) {
        if (work.copy()) {
            return "'scan.startup.mode' = 'initial'";
        }
        return served.beginsAnywhere()
                ? "'scan.startup.mode' = 'latest-offset'"
                : "'scan.startup.mode' = 'specific-offset', 'scan.startup.specific-offset.vgtid' = '"
                        + served.vgtid()
                        + "'";
    }

    static StreamExecutionEnvironment environment(int parallelism) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, new Configuration());
        env.enableCheckpointing(10_000);
        return env;
    }
}
