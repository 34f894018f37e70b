// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Reads table {@code customer} of keyspace {@code shop}; is put into a jar with the connector. */
public final class SubmittedJob {

    private SubmittedJob() {}

    /** Starts it with vtgate's port. */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.fromSource(
                        VitessSource.<String>builder()
                                .hostname("127.0.0.1")
                                .port(Integer.parseInt(args[0]))
                                .keyspace("shop")
                                .tableList("customer")
                                .deserializer(new DebeziumJsonDeserializationSchema())
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "customer")
                .sinkTo(new DiscardingSink<>());
        env.executeAsync("submitted");
    }
}
