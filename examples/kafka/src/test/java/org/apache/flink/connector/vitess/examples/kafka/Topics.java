// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.util.List;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows all topics of a keyspace as a consumer. For one thread. */
final class Topics implements AutoCloseable {

    private final Kafka kafka;
    private final TopicsConsumer consumer;
    private final Histories histories = new Histories();

    Topics(Kafka kafka, String isolation) {
        this.kafka = kafka;
        this.consumer = new TopicsConsumer(kafka, isolation);
    }

    /** All messages up to now. */
    Histories now() {
        consumer.next().forEach(histories::add);
        return histories;
    }

    /** Waits until there are so many messages, of all topics. */
    void await(int messages) {
        Waiting.until(
                RunningJob.PATIENCE,
                () -> now().messages().size() >= messages,
                () -> "%d instead of %d messages".formatted(now().messages().size(), messages));
    }

    /** Some columns of the rows that the topic of a table ends with. */
    List<String> rows(String table, List<String> columns) {
        return now().rows(kafka.topic(table), columns);
    }

    /** The changes of a table, or of one key of it, as short texts. */
    List<String> changes(String table, String key) {
        return now().messages().stream()
                .filter(message -> message.topic().equals(kafka.topic(table)))
                .filter(message -> message.key().equals(key))
                .map(Topics::text)
                .toList();
    }

    private static String text(ConsumerRecord<String, String> message) {
        if (message.value() == null) {
            return "tombstone";
        }
        JsonNode change = KeyHistory.read(message.value());
        return "%s %s -> %s"
                .formatted(change.get("op").asText(), change.get("before"), change.get("after"));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
