// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The messages of one key so far. Each has to continue the one before: its row before is the row
 * after that one, so none is missing between them, and its place in the log is new.
 */
final class KeyHistory {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Consumer<String> violations;
    private final int partition;
    private final Set<String> places = new HashSet<>();
    private JsonNode row = JSON.nullNode();
    private boolean tombstoneIsNext;

    /**
     * No messages yet.
     *
     * @param violations is told what is wrong
     * @param partition where all of them have to be
     */
    KeyHistory(Consumer<String> violations, int partition) {
        this.violations = violations;
        this.partition = partition;
    }

    void add(ConsumerRecord<String, String> message) {
        require(message.partition() == partition, "in another partition", message);
        require(
                (message.value() == null) == tombstoneIsNext,
                "a tombstone too few or too many",
                message);
        tombstoneIsNext = false;
        if (message.value() == null) {
            return;
        }
        JsonNode change = read(message.value());
        require(places.add(place(change)), "twice", message);
        require(isSame(row, change.get("before")), "does not follow " + row, message);
        row = change.get("after");
        tombstoneIsNext = change.get("op").asText().equals("d");
    }

    /** The row as the last message has it, the JSON null if it is gone. */
    JsonNode row() {
        return row;
    }

    /** Whether the last message has to be followed by another one. */
    boolean isOpen() {
        return tombstoneIsNext;
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private static String place(JsonNode change) {
        JsonNode source = change.get("source");
        return String.join(
                " ",
                change.get("op").asText(),
                source.get("shard").asText(),
                source.get("gtid").asText(),
                change.get("transaction").path("total_order").asText());
    }

    /**
     * Between the two, a column may have been dropped, added, which makes it NULL, or renamed,
     * which keeps its value.
     */
    private static boolean isSame(JsonNode row, JsonNode later) {
        if (row.isNull() || later.isNull()) {
            return row.isNull() && later.isNull();
        }
        Set<JsonNode> gone = new HashSet<>();
        for (String column : names(row)) {
            if (!later.has(column)) {
                gone.add(row.get(column));
            }
        }
        for (String column : names(later)) {
            JsonNode value = later.get(column);
            boolean same =
                    row.has(column)
                            ? value.equals(row.get(column))
                            : value.isNull() || gone.contains(value);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static Iterable<String> names(JsonNode row) {
        return row::fieldNames;
    }

    private void require(
            boolean condition, String otherwise, ConsumerRecord<String, String> message) {
        if (!condition) {
            violations.accept(otherwise + ": " + message);
        }
    }
}
