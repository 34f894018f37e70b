// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job: changes of all tables of a keyspace become messages, in a topic for each table. */
final class Publisher {

    /**
     * How long a transaction may be open, and so how long the job may be down. A broker allows 15
     * minutes by default, and Flink would ask for an hour.
     */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    private Publisher() {}

    /** A source of all tables, also of those to come. */
    static VitessSourceBuilder<Message> source() {
        return VitessSource.<Message>builder()
                .tableList(".*")
                .scanNewlyAddedTableEnabled(true)
                .deserializer(new MessageDeserializer());
    }

    /** Adds the job to the environment. */
    static void define(StreamExecutionEnvironment env, VitessSource<Message> source, Kafka kafka) {
        write(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess").uid("vitess"),
                kafka);
    }

    /**
     * Writes messages, in transactions that end with the checkpoints. As many subtasks as the
     * source has: so the changes of a row stay in the order in which its shard made them.
     */
    static void write(DataStream<Message> messages, Kafka kafka) {
        // No record is changed once it is made.
        messages.getExecutionEnvironment().getConfig().enableObjectReuse();
        messages.sinkTo(
                        KafkaSink.<Message>builder()
                                .setBootstrapServers(kafka.servers())
                                .setProperty(
                                        "transaction.timeout.ms",
                                        "" + TRANSACTION_TIMEOUT.toMillis())
                                .setKafkaProducerConfig(kafka.client())
                                .setRecordSerializer(new MessageSerializer(kafka))
                                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                                // The same in each run: the next one ends what a lost one left.
                                .setTransactionalIdPrefix(kafka.topics() + "flink")
                                .build())
                .uid("kafka")
                .name("kafka");
    }
}
