// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.io.IOException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Prints the messages as a consumer gets them, from now on. */
final class PrintedMessages implements AutoCloseable {

    private static final String LINE = "  %-22s %-10s %-9s %s";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TopicsConsumer consumer;

    /**
     * Leaves out the messages that are there.
     *
     * @throws IllegalStateException if no broker answers; the message says what to do
     */
    PrintedMessages(Kafka kafka) {
        consumer = new TopicsConsumer(kafka, "read_committed");
        try {
            consumer.skip();
        } catch (TimeoutException e) {
            consumer.close();
            throw new IllegalStateException(
                    "No broker answers at %s. Check --kafka, and what the brokers want of TLS and SASL in --kafka-properties"
                            .formatted(kafka.servers()),
                    e);
        }
        print("TOPIC", "KEY", "OP", "ROW");
    }

    /** Prints a line for each message that is committed since. */
    void printNew() throws IOException {
        for (ConsumerRecord<String, String> message : consumer.next()) {
            print(message);
        }
    }

    private static void print(ConsumerRecord<String, String> message) throws IOException {
        String op = "tombstone";
        String row = "";
        if (message.value() != null) {
            JsonNode envelope = JSON.readTree(message.value());
            op = envelope.get("op").asText();
            row = envelope.get(op.equals("d") ? "before" : "after").toString();
        }
        print(message.topic(), message.key(), op, row);
    }

    private static void print(String... columns) {
        System.out.println(LINE.formatted((Object[]) columns).stripTrailing());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
