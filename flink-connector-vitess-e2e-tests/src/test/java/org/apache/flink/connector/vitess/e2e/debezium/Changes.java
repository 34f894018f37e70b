// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** Reads the JSON of both connectors, down to what their envelopes have in common. */
final class Changes {

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Set<String> ENVELOPE = Set.of("before", "after", "source", "op", "ts_ms");
    private static final Set<String> SOURCE =
            Set.of("connector", "ts_ms", "snapshot", "db", "keyspace", "shard", "table");

    private static final Set<String> DEBEZIUMS_ENVELOPE = Set.of("transaction", "ts_us", "ts_ns");
    private static final Set<String> DEBEZIUMS_SOURCE =
            Set.of("version", "name", "sequence", "ts_us", "ts_ns", "vgtid");

    /** The set of a shard whose transactions are all of one server, and begin at 1. */
    private static final Pattern GTID_SET = Pattern.compile("MySQL56/([0-9a-f-]+):1-(\\d+)");

    private final String keyspace;
    private final Map<String, RandomTable> tables;
    private final FiredRules fired;

    Changes(String keyspace, Map<String, RandomTable> tables, FiredRules fired) {
        this.keyspace = keyspace;
        this.tables = tables;
        this.fired = fired;
    }

    /** Ours; the update of a key in two, as Debezium has it. */
    List<Change> ours(List<String> lines) {
        List<Change> changes = new ArrayList<>();
        for (String line : lines) {
            JsonNode event = read(line);
            JsonNode source = event.path("source");
            requireFields(event, ENVELOPE, Set.of(), line);
            requireFields(source, SOURCE, Set.of("gtid"), line);
            require(source.path("db").asText().equals(keyspace), "db is no keyspace", line);
            require(event.path("ts_ms").equals(source.path("ts_ms")), "two times", line);
            Change change = change(event, source.path("gtid").asText(), line);
            if (change.op().equals("u") && isKeyUpdate(change)) {
                fired.count(Rule.KEY_UPDATE);
                changes.add(change.as("d", change.before(), JSON.nullNode()));
                changes.add(change.as("c", JSON.nullNode(), change.after()));
            } else {
                changes.add(change);
            }
        }
        return changes;
    }

    private boolean isKeyUpdate(Change change) {
        return tables.get(change.table()).primaryKey().stream()
                .anyMatch(key -> !change.before().get(key).equals(change.after().get(key)));
    }

    /** Debezium's, without tombstones; each delete has to have one. */
    List<Change> debeziums(List<String> lines) {
        List<Change> changes = new ArrayList<>();
        boolean deleted = false;
        for (String line : lines) {
            require(line.equals("null") == deleted, "no tombstone, or one too many", line);
            if (deleted) {
                fired.count(Rule.TOMBSTONE);
                deleted = false;
                continue;
            }
            Change change = debeziums(line);
            changes.add(change);
            deleted = change.op().equals("d");
        }
        return changes;
    }

    private Change debeziums(String line) {
        JsonNode event = read(line).path("payload");
        JsonNode source = event.path("source");
        requireFields(event, ENVELOPE, DEBEZIUMS_ENVELOPE, line);
        requireFields(source, SOURCE, DEBEZIUMS_SOURCE, line);
        fired.count(Rule.MORE_FIELDS);
        require(source.path("db").asText().isEmpty(), "db is not empty", line);
        fired.count(Rule.DATABASE);
        require(event.path("ts_ms").asLong() >= source.path("ts_ms").asLong(), "ts_ms", line);
        fired.count(Rule.TIME_OF_EVENT);
        String gtid = transaction(source.path("vgtid").asText(), source.path("shard").asText());
        fired.count(Rule.POSITION);
        return change(event, gtid, line);
    }

    /** The VGTID in one of Debezium's events; empty if there is none. */
    static String vgtid(String line) {
        return read(line).path("payload").path("source").path("vgtid").asText();
    }

    /** The last transaction of the shard's set in a VGTID of Debezium. */
    static String transaction(String vgtid, String shard) {
        for (JsonNode one : read(vgtid)) {
            if (one.path("shard").asText().equals(shard)) {
                Matcher set = GTID_SET.matcher(one.path("gtid").asText());
                require(set.matches(), "no set", vgtid);
                return set.group(1) + ":" + set.group(2);
            }
        }
        throw new AssertionError("The VGTID does not have shard " + shard + ": " + vgtid);
    }

    private Change change(JsonNode event, String transaction, String line) {
        JsonNode source = event.path("source");
        require(source.path("connector").asText().equals("vitess"), "connector", line);
        require(source.path("snapshot").asText().equals("false"), "snapshot", line);
        require(source.path("keyspace").asText().equals(keyspace), "keyspace", line);
        return new Change(
                source.path("shard").asText(),
                source.path("table").asText(),
                event.path("op").asText(),
                transaction,
                source.path("ts_ms").asLong(),
                event.path("before"),
                event.path("after"));
    }

    private static void requireFields(
            JsonNode object, Set<String> common, Set<String> own, String line) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        Set<String> expected = new HashSet<>(common);
        expected.addAll(own);
        require(names.equals(expected), names + " are not the fields " + expected, line);
    }

    private static void require(boolean condition, String otherwise, String line) {
        if (!condition) {
            throw new AssertionError(otherwise + ": " + line);
        }
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }
}
