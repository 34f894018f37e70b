// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.util.Collector;

/**
 * Turns changes of any table into messages as Debezium makes them: the envelope by the row's key, a
 * tombstone after a deletion, and an update of the key as a deletion and an insert, since Kafka
 * keeps messages by their keys.
 */
final class MessageDeserializer implements VitessDeserializationSchema<Message> {

    private static final long serialVersionUID = 1;

    /** Keeps each number as it is written. */
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private final DebeziumJsonDeserializationSchema envelopes =
            new DebeziumJsonDeserializationSchema().withTransactions();

    @Override
    public void deserialize(RowChange change, Collector<Message> out) throws IOException {
        LastText last = new LastText();
        envelopes.deserialize(change, last);
        JsonNode envelope = JSON.readTree(last.text);
        String table = change.source().table();
        String before = change.before().map(row -> key(row, envelope.get("before"))).orElse(null);
        String after = change.after().map(row -> key(row, envelope.get("after"))).orElse(null);
        if (change.kind() == RowChange.Kind.DELETE) {
            delete(new Message(table, before, last.text), out);
        } else if (change.kind() == RowChange.Kind.UPDATE && !Objects.equals(before, after)) {
            delete(new Message(table, before, as("d", envelope, "after")), out);
            out.collect(new Message(table, after, as("c", envelope, "before")));
        } else {
            out.collect(new Message(table, after, last.text));
        }
    }

    private static void delete(Message deletion, Collector<Message> out) {
        out.collect(deletion);
        if (deletion.key() != null) {
            out.collect(new Message(deletion.table(), deletion.key(), null));
        }
    }

    /** The values of the key as the envelope has them; null if the table has no key. */
    private static String key(RowImage row, JsonNode values) {
        if (!row.schema().hasPrimaryKey()) {
            return null;
        }
        ObjectNode key = JSON.createObjectNode();
        row.schema().columns().stream()
                .filter(Column::primaryKey)
                .map(Column::name)
                .forEach(name -> key.set(name, values.get(name)));
        return key.toString();
    }

    /** An update as a change of another kind, without one of the rows. */
    private static String as(String op, JsonNode update, String without) {
        ObjectNode envelope = update.deepCopy();
        return envelope.put("op", op).putNull(without).toString();
    }

    @Override
    public TypeInformation<Message> getProducedType() {
        return TypeInformation.of(Message.class);
    }

    /** Takes the one text of a change. */
    private static final class LastText implements Collector<String> {
        private String text;

        @Override
        public void collect(String record) {
            text = record;
        }

        @Override
        public void close() {}
    }
}
