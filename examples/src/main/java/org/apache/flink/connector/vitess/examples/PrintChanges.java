// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The smallest DataStream job: prints every change of two tables as Debezium JSON. */
public final class PrintChanges {

    private PrintChanges() {}

    public static void main(String[] args) throws Exception {
        VitessSource<String> source =
                VitessSource.<String>builder()
                        .hostname("localhost")
                        .port(15991)
                        .keyspace("customer")
                        .tableList("customer", "corder")
                        .deserializer(new DebeziumJsonDeserializationSchema())
                        .build();

        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.enableCheckpointing(10_000);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "customer").uid("vitess").print();
        env.execute("Print the changes of keyspace customer");
    }
}
