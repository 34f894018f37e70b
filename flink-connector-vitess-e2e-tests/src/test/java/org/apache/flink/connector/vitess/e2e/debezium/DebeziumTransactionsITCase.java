// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Debezium's connector says of transactions, with {@code provide.transaction.metadata}, and
 * what this one does.
 */
@Timeout(180)
class DebeziumTransactionsITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("shop").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @Test
    void bothConnectorsCountTheChangesOfATransactionAlike(@TempDir Path folder) throws Exception {
        VITESS.vitess()
                .applySchema(
                        "shop",
                        "create table fence (id bigint primary key);"
                                + "create table orders (id bigint primary key, v int);"
                                + "create table items (id bigint primary key, v int)");
        List<String> ours;
        List<String> debeziums;
        try (DebeziumProcess debezium = DebeziumProcess.start(properties(), folder);
                ChangelogJob job = ChangelogJob.start(source(), 1)) {
            Fences fences = new Fences(VITESS, "shop", List.of("0"), List.of(job), debezium);
            fences.awaitReading();
            commit(
                    "insert into orders values (1, 0), (2, 0), (3, 0)",
                    "insert into items values (1, 0)",
                    "update orders set v = 1 where id < 3",
                    "delete from items where id = 1");
            commit("update orders set v = 2 where id = 2");
            fences.await();
            ours = job.lines();
            debeziums = debezium.lines();
        }

        assertThat(facts(ours))
                .isEqualTo(facts(debeziums))
                .containsExactly(
                        "BEGIN",
                        "c orders 1/1",
                        "c orders 2/2",
                        "c orders 3/3",
                        "c items 4/1",
                        "u orders 5/4",
                        "u orders 6/5",
                        "d items 7/2",
                        "END 7 {0.shop.items=2, 0.shop.orders=5}",
                        "BEGIN",
                        "u orders 1/1",
                        "END 1 {0.shop.orders=1}");
    }

    /** What is said of each event of the two transactions. */
    private static List<String> facts(List<String> lines) {
        List<String> facts = new ArrayList<>();
        for (String line : lines) {
            JsonNode event = parse(line);
            if (event == null || event.isNull()) {
                continue;
            }
            if (event.has("status")) {
                facts.add(boundary(event));
            } else if (event.has("op")) {
                facts.add(change(event));
            }
        }
        // Before and after them come fences, and Debezium's last END may not have come yet.
        int begin = facts.indexOf("c orders 1/1") - 1;
        int end = facts.lastIndexOf("u orders 1/1") + 2;
        return facts.subList(begin, end);
    }

    private static String boundary(JsonNode event) {
        if (event.get("status").asText().equals("BEGIN")) {
            return "BEGIN";
        }
        Map<String, Long> counts = new TreeMap<>();
        event.get("data_collections")
                .forEach(
                        table ->
                                counts.put(
                                        table.get("data_collection").asText(),
                                        table.get("event_count").asLong()));
        return "END " + event.get("event_count") + " " + counts;
    }

    private static String change(JsonNode event) {
        JsonNode place = event.get("transaction");
        return "%s %s %s/%s"
                .formatted(
                        event.get("op").asText(),
                        event.get("source").get("table").asText(),
                        place.get("total_order"),
                        place.get("data_collection_order"));
    }

    private static JsonNode parse(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            return event.has("payload") ? event.get("payload") : event;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void commit(String... statements) throws Exception {
        try (Connection connection = VITESS.connection("shop");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    private static VitessSource<String> source() {
        return VitessSource.<String>builder()
                .hostname("127.0.0.1")
                .port(VITESS.vitess().grpcPort())
                .keyspace("shop")
                .tableList("fence", "orders", "items")
                .startupOptions(StartupOptions.latest())
                .deserializer(
                        new DebeziumJsonDeserializationSchema()
                                .withTransactions()
                                .withTransactionBoundaries())
                .build();
    }

    private static Map<String, String> properties() {
        Map<String, String> properties =
                DebeziumProcess.properties(VITESS.vitess().grpcPort(), "shop");
        properties.put("snapshot.mode", "never");
        properties.put("provide.transaction.metadata", "true");
        return properties;
    }
}
