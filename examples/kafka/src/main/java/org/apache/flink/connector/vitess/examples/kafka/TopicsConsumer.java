// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what a consumer of all topics sees, also of those to come. It belongs to no group, so it
 * leaves nothing with the brokers. For one thread.
 */
final class TopicsConsumer implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String topics;
    private final KafkaConsumer<String, String> consumer;

    /**
     * Reads from the beginning.
     *
     * @param isolation the consumer's {@code isolation.level}
     */
    TopicsConsumer(Kafka kafka, String isolation) {
        this.topics = kafka.topics();
        Properties properties = kafka.properties();
        properties.setProperty("isolation.level", isolation);
        properties.setProperty("auto.offset.reset", "earliest");
        properties.setProperty("enable.auto.commit", "false");
        this.consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }

    /** Leaves out what is there now. */
    void skip() {
        assignAll();
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    /** What can be read by now and was not returned yet; in order within each partition. */
    List<ConsumerRecord<String, String>> next() {
        assignAll();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        List<ConsumerRecord<String, String>> messages = new ArrayList<>();
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(messages::add);
        }
        return messages;
    }

    private void assignAll() {
        Set<TopicPartition> all =
                consumer.listTopics().entrySet().stream()
                        .filter(topic -> topic.getKey().startsWith(topics))
                        .flatMap(topic -> topic.getValue().stream())
                        .map(
                                partition ->
                                        new TopicPartition(
                                                partition.topic(), partition.partition()))
                        .collect(Collectors.toSet());
        if (!all.equals(consumer.assignment())) {
            consumer.assign(all);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
