// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a change says of its transaction, held against what MySQL says. */
@Timeout(120)
class TransactionFactsITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** More than a batch holds, so the transaction is cut. */
    private static final int ORDERS = 700;

    /** Of each round: besides the orders, an item that is changed once. */
    private static final int CHANGES = ORDERS + 2;

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("shop").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static int lastFence;

    @BeforeAll
    static void createTables() {
        for (String table : List.of("orders", "items", "fences", "statements")) {
            VITESS.vitess()
                    .applySchema(
                            "shop",
                            "create table %s (id bigint primary key, v int)".formatted(table));
        }
    }

    @Test
    void aLargeTransactionIsNumberedCountedAndEndsWhereMySqlIs() throws Exception {
        List<JsonNode> transaction = commitAndRead(0);

        List<JsonNode> changes = transaction.subList(1, transaction.size() - 1);
        assertThat(transaction.get(0).get("status").asText()).isEqualTo("BEGIN");
        assertThat(orders(changes, "total_order")).containsExactlyElementsOf(upTo(CHANGES));
        assertThat(orders(changes.subList(0, ORDERS), "data_collection_order"))
                .as("orders")
                .containsExactlyElementsOf(upTo(ORDERS));
        assertThat(orders(changes.subList(ORDERS, CHANGES), "data_collection_order"))
                .as("items")
                .containsExactly(1L, 2L);
        JsonNode end = transaction.get(transaction.size() - 1);
        assertThat(end.get("event_count").asLong()).isEqualTo(CHANGES);
        assertThat(end.get("data_collections").toString())
                .isEqualTo(
                        "[{\"data_collection\":\"0.shop.items\",\"event_count\":2},"
                                + "{\"data_collection\":\"0.shop.orders\",\"event_count\":%d}]"
                                        .formatted(ORDERS));
        GtidSet executed = executed();
        assertThat(changes).allSatisfy(change -> assertThat(after(change)).isEqualTo(executed));
    }

    @Test
    void whoStartsFromTheVgtidOfAChangeGetsTheNextTransaction() throws Exception {
        List<JsonNode> first = commitAndRead(1);
        commit(2);

        String vgtid = first.get(1).get("source").get("vgtid").asText();
        try (ChangelogJob job =
                ChangelogJob.start(source(StartupOptions.specificOffset(vgtid)), 1)) {
            List<JsonNode> second = transaction(job);

            assertThat(second.get(1).get("after").get("v").asInt()).isEqualTo(2);
            assertThat(job.lines()).as("all that came").hasSize(second.size());
        }
    }

    @Test
    void theStatementOfAChangeComesWhereMySqlLogsIt() throws Exception {
        Tablet primary = VITESS.vitess().tablets("shop", "0").get(0);
        VitessSource<String> statements =
                VitessSource.<String>builder()
                        .hostname("localhost")
                        .port(VITESS.vitess().grpcPort())
                        .keyspace("shop")
                        .tableList("statements")
                        .startupOptions(StartupOptions.initial())
                        .deserializer(new StatementText())
                        .build();
        VITESS.sql("insert into statements values (1, 0)");
        try (ChangelogJob job = ChangelogJob.start(statements, 1)) {
            job.await(lines -> lines.contains("copied: "));
            VITESS.sql("insert into statements values (2, 0)");
            VITESS.vitess()
                    .vtctldclient(
                            "ExecuteMultiFetchAsDBA",
                            primary.alias(),
                            "set session binlog_rows_query_log_events = on;"
                                    + " insert into statements values (3, 0), (4, 0);"
                                    + " update statements set v = 7 where id = 4");

            assertThat(job.await(lines -> lines.size() == 5))
                    .containsExactly(
                            "copied: ",
                            "logged: ",
                            "logged: insert into statements values (3, 0), (4, 0)",
                            "logged: insert into statements values (3, 0), (4, 0)",
                            "logged: update statements set v = 7 where id = 4");
        }
    }

    private static VitessSource<String> source(StartupOptions startup) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("shop")
                .tableList("orders", "items", "fences")
                .startupOptions(startup)
                .deserializer(
                        new DebeziumJsonDeserializationSchema()
                                .withTransactions()
                                .withTransactionBoundaries())
                .build();
    }

    private static void awaitReading(ChangelogJob job) throws Exception {
        while (job.lines().isEmpty()) {
            VITESS.sql("insert into fences values (%d, 0)".formatted(++lastFence));
            job.awaitChange();
        }
        // The last one, after which nothing is on its way.
        String last = "\"after\":{\"id\":%d,".formatted(lastFence);
        job.await(
                lines ->
                        lines.stream().anyMatch(line -> line.contains(last))
                                && lines.get(lines.size() - 1).contains("\"END\""));
    }

    /** Writes the orders of a round, then two items, in one transaction. */
    private static void commit(int round) throws SQLException {
        try (Connection connection = VITESS.connection("shop");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < ORDERS; i++) {
                statement.addBatch(
                        "insert into orders values (%d, %d)".formatted(round * ORDERS + i, round));
            }
            statement.executeBatch();
            statement.execute("insert into items values (%d, 1)".formatted(round));
            statement.execute("update items set v = 2 where id = " + round);
            connection.commit();
        }
    }

    /** Lets a job read the transaction of a round. */
    private static List<JsonNode> commitAndRead(int round) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(StartupOptions.latest()), 1)) {
            awaitReading(job);
            commit(round);
            return transaction(job);
        }
    }

    /** The lines of the transaction of a round, from its BEGIN to its END. */
    private static List<JsonNode> transaction(ChangelogJob job) throws Exception {
        String end = "\"event_count\":%d,".formatted(CHANGES);
        List<String> lines = job.await(all -> all.stream().anyMatch(line -> line.contains(end)));
        int last =
                IntStream.range(0, lines.size())
                        .filter(i -> lines.get(i).contains(end))
                        .findFirst()
                        .orElseThrow();
        return lines.subList(last - CHANGES - 1, last + 1).stream()
                .map(TransactionFactsITCase::parse)
                .toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Long> orders(List<JsonNode> changes, String name) {
        return changes.stream()
                .map(change -> change.get("transaction").get(name).asLong())
                .toList();
    }

    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    /** The position after the transaction of a change, as the change says. */
    private static GtidSet after(JsonNode change) {
        JsonNode vgtid = parse(change.get("source").get("vgtid").asText());
        return GtidSet.parse(vgtid.get(0).get("gtid").asText());
    }

    private static GtidSet executed() {
        return GtidSet.parse(
                GtidSet.withFlavor(
                        VITESS.queryTarget("shop", "select @@global.gtid_executed").get(0).get(0)));
    }

    /** A change as the statement that made it. */
    private static final class StatementText implements VitessDeserializationSchema<String> {

        @Override
        public void deserialize(RowChange change, Collector<String> out) {
            String where = change.source().snapshot() ? "copied: " : "logged: ";
            out.collect(where + change.source().rowsQuery());
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }
}
