// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.io.IOException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Prints the messages as a consumer gets them, from now on. */
final class PrintedMessages implements AutoCloseable {

    private static final String LINE = "  %-22s %-10s %-9s %s%n";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TopicsConsumer consumer;

    PrintedMessages(Kafka kafka) {
        consumer = new TopicsConsumer(kafka, "read_committed");
        consumer.skip();
        System.out.printf(LINE, "TOPIC", "KEY", "OP", "ROW");
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
        System.out.printf(LINE, message.topic(), message.key(), op, row);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
