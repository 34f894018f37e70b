// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The messages of all keys so far, and whether each change is there once and in order. */
final class Histories {

    private record Key(String topic, String key) {
        static Key of(ConsumerRecord<String, String> message) {
            return new Key(message.topic(), message.key());
        }
    }

    private final List<ConsumerRecord<String, String>> messages = new ArrayList<>();
    private final Map<Key, KeyHistory> keys = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    static Histories of(List<ConsumerRecord<String, String>> messages) {
        Histories histories = new Histories();
        messages.forEach(histories::add);
        return histories;
    }

    void add(ConsumerRecord<String, String> message) {
        messages.add(message);
        keys.computeIfAbsent(
                        Key.of(message),
                        key -> new KeyHistory(violations::add, message.partition()))
                .add(message);
    }

    /** All messages, in order within each partition. */
    List<ConsumerRecord<String, String>> messages() {
        return messages;
    }

    /** What is wrong; empty if nothing is. */
    List<String> violations() {
        return Stream.concat(
                        violations.stream(),
                        keys.entrySet().stream()
                                .filter(key -> key.getValue().isOpen())
                                .map(key -> "no tombstone: " + key.getKey()))
                .toList();
    }

    /** Some columns of the rows that a topic ends with, each row as a list of texts. */
    List<String> rows(String topic, List<String> columns) {
        return keys.entrySet().stream()
                .filter(key -> key.getKey().topic().equals(topic))
                .map(key -> key.getValue().row())
                .filter(row -> !row.isNull())
                .map(row -> columns.stream().map(column -> text(row.path(column))).toList())
                .map(List::toString)
                .toList();
    }

    private static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? null : value.asText();
    }

    /**
     * Drops and doubles each message in turn, and says where that is not found: neither as a
     * violation nor as another last row.
     */
    List<String> faultsThatAreNotFound() {
        return messages.stream().collect(Collectors.groupingBy(Key::of)).values().stream()
                .flatMap(Histories::faultsThatAreNotFound)
                .toList();
    }

    private static Stream<String> faultsThatAreNotFound(
            List<ConsumerRecord<String, String>> ofOneKey) {
        return IntStream.range(0, ofOneKey.size())
                .boxed()
                .flatMap(
                        at -> {
                            List<ConsumerRecord<String, String>> dropped =
                                    new ArrayList<>(ofOneKey);
                            ConsumerRecord<String, String> message = dropped.remove((int) at);
                            List<ConsumerRecord<String, String>> doubled =
                                    new ArrayList<>(ofOneKey);
                            doubled.add(at, message);
                            return Stream.of(dropped, doubled)
                                    .filter(faulty -> isTaken(faulty, ofOneKey))
                                    .map(faulty -> faulty.size() + " messages with: " + message);
                        });
    }

    private static boolean isTaken(
            List<ConsumerRecord<String, String>> faulty,
            List<ConsumerRecord<String, String>> actual) {
        Histories histories = of(faulty);
        return histories.violations().isEmpty()
                && histories.lastRows().equals(of(actual).lastRows());
    }

    private List<JsonNode> lastRows() {
        return keys.values().stream().map(KeyHistory::row).toList();
    }
}
