// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Gives each message to its table's topic. The key decides the partition, so that the changes of a
 * row stay in order; those of a table without one are all in the first.
 */
final class MessageSerializer implements KafkaRecordSerializationSchema<Message> {

    private static final long serialVersionUID = 1;

    private final Kafka kafka;

    MessageSerializer(Kafka kafka) {
        this.kafka = kafka;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Message message, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                kafka.topic(message.table()),
                message.key() == null ? 0 : null,
                bytes(message.key()),
                bytes(message.value()));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
