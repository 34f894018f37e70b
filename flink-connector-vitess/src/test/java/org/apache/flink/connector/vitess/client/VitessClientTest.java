// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.network.FaultyProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VitessClientTest {

    private static final Shard LEFT = new Shard("shop", "-80");
    private static final Shard RIGHT = new Shard("shop", "80-");

    private EmbeddedVitess vitess;
    private ShopTables tables;
    private VitessClient client;

    @BeforeEach
    void connect() {
        vitess = EmbeddedVitess.builder().vstreamPacketSize(100).start();
        tables = new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer", "orders");
        vitess.createKeyspace("shop_eu", "0");
        vitess.createKeyspace("shop-eu", "0");
        client = new VitessClient(connection(new Endpoint(vitess.host(), vitess.port())));
    }

    @AfterEach
    void disconnect() {
        client.close();
        vitess.close();
    }

    @Test
    void onlyTheShardsOfThatKeyspaceAreItsShards() {
        assertThat(client.shards("shop")).containsExactly(LEFT, RIGHT);
        assertThat(client.shards("shop_eu")).containsExactly(new Shard("shop_eu", "0"));
    }

    @Test
    void aKeyspaceWithoutShardsIsNoAnswer() {
        assertThatThrownBy(() -> client.shards("sho"))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("no shard of keyspace 'sho', change 'keyspace' or start")
                .hasMessageContaining("shop_eu");
    }

    @Test
    void theTablesOfAKeyspaceAreListed() {
        assertThat(client.tables("shop")).containsExactlyInAnyOrder("customer", "orders");
    }

    @Test
    void theCurrentPositionOfEveryShardIsRead() {
        tables.insert("customer", 1, 10);

        assertThat(
                        client.currentPositions(
                                List.of(LEFT, RIGHT), List.of("orders"), TabletType.PRIMARY))
                .isEqualTo(
                        Map.of(
                                LEFT, vitess.shard("shop", "-80").position(),
                                RIGHT, vitess.shard("shop", "80-").position()));
    }

    @Test
    void aDamagedLastPrimaryKeyIsRefusedBeforeAnyCall() {
        VitessClient nowhere = new VitessClient(connection(new Endpoint("nowhere.invalid", 1)));
        byte[] noFields = QueryResult.newBuilder().addRows(Row.newBuilder()).build().toByteArray();
        byte[] twoValues =
                QueryResult.newBuilder()
                        .addFields(Field.newBuilder().setName("id"))
                        .addRows(Row.newBuilder().addLengths(0).addLengths(0))
                        .build()
                        .toByteArray();

        for (byte[] damaged : List.of(noFields, twoValues, new byte[] {10, 127})) {
            ShardPosition position =
                    ShardPosition.beforeCopy(List.of("customer"))
                            .withGtid("MySQL56/g")
                            .withTable("customer", new InProgress(new LastPk(damaged)));

            assertThatThrownBy(
                            () ->
                                    nowhere.stream(
                                            LEFT,
                                            position,
                                            TabletType.PRIMARY,
                                            new MemoryBudget(1).share(() -> {}),
                                            () -> {}))
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("last primary key of table 'customer'");
        }
        nowhere.close();
    }

    @Test
    void mySqlTellsTheOrderOfTexts() {
        EmbeddedKeyspace shop = vitess.keyspace("shop");
        shop.createTable(
                TableDefinition.of("part")
                        .varchar("name", 20)
                        .collated(Collation.UTF8MB4_0900_AI_CI)
                        .primaryKey()
                        .bigint("price"));

        assertThat(
                        client.compare(
                                LEFT,
                                TabletType.PRIMARY,
                                "part",
                                "name",
                                List.of(bytes("a"), bytes("B"), bytes("b"), bytes("c")),
                                bytes("b")))
                .containsExactly(-1, 0, 0, 1);
        assertThatThrownBy(
                        () ->
                                client.compare(
                                        LEFT,
                                        TabletType.PRIMARY,
                                        "part",
                                        "price",
                                        List.of(bytes("1")),
                                        bytes("1")))
                .hasMessageContaining("no text column 'price' of table 'part'");
    }

    @Test
    void anotherShardIsAskedForTheOrderOfTextsOnceAShardServesNoMore() {
        EmbeddedKeyspace keyspace = vitess.keyspace(LEFT.keyspace());
        keyspace.createTable(TableDefinition.of("part").varchar("name", 10).primaryKey());
        keyspace.addShards("-40", "40-80");
        keyspace.reshard(List.of(LEFT.name()), List.of("-40", "40-80")).switchTraffic();

        assertThat(
                        client.compare(
                                LEFT,
                                TabletType.PRIMARY,
                                "part",
                                "name",
                                List.of(bytes("a")),
                                bytes("b")))
                .containsExactly(-1);
    }

    @Test
    void theColumnsOfAShardThatServesNoMoreAreAskedForWhereItsRowsAre() {
        EmbeddedKeyspace keyspace = vitess.keyspace("shop");
        keyspace.createTable(TableDefinition.of("part").varchar("name", 10).primaryKey());
        keyspace.addShards("80-c0", "c0-");
        keyspace.reshard(List.of("80-"), List.of("80-c0", "c0-")).switchTraffic();

        SchemaSnapshot snapshot =
                client.schemasOfAnyShard(
                        new Shard("shop", "80-"), TabletType.PRIMARY, List.of("part"));
        assertThat(snapshot.shard().name()).isIn("80-c0", "c0-");
    }

    @Test
    void aShardThatServesNoMoreIsAskedForRisksAtAnother() {
        EmbeddedKeyspace keyspace = vitess.keyspace(LEFT.keyspace());
        keyspace.createTable(TableDefinition.of("part").varchar("name", 10).primaryKey());
        keyspace.addShards("-40", "40-80");
        keyspace.reshard(List.of(LEFT.name()), List.of("-40", "40-80")).switchTraffic();

        assertThat(client.risks(LEFT, TabletType.PRIMARY, List.of("part"), RowSelection.all()))
                .isEmpty();
        assertThat(client.movedTables(LEFT, List.of("part"))).isEmpty();
    }

    @Test
    void theKeyspacesAreListed() {
        assertThat(client.keyspaces()).containsExactlyInAnyOrder("shop", "shop_eu", "shop-eu");
    }

    @Test
    void aTableIsDescribedAsTheStreamDescribesIt() {
        vitess.keyspace("shop")
                .createTable(
                        TableDefinition.of("part")
                                .varchar("name", 20)
                                .collated(Collation.UTF8MB4_BIN)
                                .primaryKey()
                                .bigint("price")
                                .varbinary("picture", 9)
                                .notNull());

        assertThat(client.describe("shop", List.of("part"), TabletType.PRIMARY))
                .containsExactly(
                        new TableDescription(
                                new TableSchema(
                                        "shop",
                                        "part",
                                        List.of(
                                                new Column(
                                                        "name",
                                                        MySqlType.VARBINARY,
                                                        "varchar(20)",
                                                        46,
                                                        true,
                                                        true),
                                                new Column(
                                                        "price",
                                                        MySqlType.INT64,
                                                        "bigint",
                                                        63,
                                                        false,
                                                        false),
                                                new Column(
                                                        "picture",
                                                        MySqlType.VARBINARY,
                                                        "varbinary(9)",
                                                        63,
                                                        false,
                                                        true))),
                                List.of("name"),
                                List.of(),
                                "",
                                Map.of()));
    }

    @Test
    void manyTablesAreDescribedAtOnce() {
        List<String> names =
                IntStream.range(0, 30).mapToObj(i -> "t" + i).collect(Collectors.toList());
        names.forEach(
                name ->
                        vitess.keyspace("shop")
                                .createTable(TableDefinition.of(name).bigint(name + "_id")));
        names.add("nothing");

        List<TableDescription> described = client.describe("shop", names, TabletType.PRIMARY);

        names.remove("nothing");
        assertThat(described)
                .extracting(table -> table.schema().columns().get(0).name())
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> name + "_id").toList());
        assertThat(client.describe("shop", List.of(), TabletType.PRIMARY)).isEmpty();
    }

    @Test
    void aColumnOfAnUnknownTypeIsNamed() {
        vitess.keyspace("shop")
                .createTable(
                        TableDefinition.of("odd")
                                .column(
                                        ColumnDefinition.of(
                                                "shape",
                                                Type.INT64,
                                                "hologram(3)",
                                                Collation.BINARY)));

        assertThatThrownBy(() -> client.describe("shop", List.of("odd"), TabletType.PRIMARY))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("Column 'shape' of table 'odd' has the type hologram(3)")
                .hasMessageContaining("leave the table out");
    }

    @Test
    void aTableThatDoesNotExistIsNotDescribed() {
        assertThat(client.describe("shop", List.of("nothing"), TabletType.PRIMARY)).isEmpty();
        assertThatThrownBy(() -> client.describe("sho", List.of("part"), TabletType.PRIMARY))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("no shard of keyspace 'sho'");
    }

    @Test
    void anotherShardDescribesATableIfTheFirstDoesNotAnswer() {
        vitess.shard("shop", "-80").stopQueryService();

        assertThat(client.describe("shop", List.of("orders"), TabletType.PRIMARY)).hasSize(1);
    }

    @Test
    void withoutAnyShardThatAnswersATableCannotBeDescribed() {
        vitess.shard("shop", "-80").stopQueryService();
        vitess.shard("shop", "80-").stopQueryService();

        assertThatThrownBy(() -> client.describe("shop", List.of("orders"), TabletType.PRIMARY))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining(" how its tables [orders] are declared")
                .hasMessageContaining("no healthy tablet");
    }

    @Test
    void aQuestionThatIsNotAnsweredIsAskedAgain() {
        RetryPolicy policy = RetryPolicy.of(3, Duration.ofMillis(1));
        ConnectionConfig connection = connection(new Endpoint(vitess.host(), vitess.port()));
        try (VitessClient patient = new VitessClient(connection, policy)) {
            vitess.failStatements(3, Status.DEADLINE_EXCEEDED);
            assertThat(patient.shards("shop")).containsExactly(LEFT, RIGHT);

            vitess.failStatements(3, Status.INTERNAL);
            vitess.failStatements(1, Status.ABORTED.withDescription("the last one"));
            assertThatThrownBy(() -> patient.shards("shop"))
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("the last one");

            vitess.failStatements(1, Status.UNAUTHENTICATED);
            assertThatThrownBy(() -> patient.shards("shop"))
                    .hasMessageContaining("refused the login");
        }
    }

    @Test
    void noCallerWaitsForLongerThanItsPatience() {
        RetryPolicy policy = RetryPolicy.of(9, Duration.ofDays(1)).within(Duration.ofSeconds(1));
        ConnectionConfig connection = connection(new Endpoint(vitess.host(), vitess.port()));
        try (VitessClient impatient = new VitessClient(connection, policy)) {
            vitess.failStatements(1, Status.DEADLINE_EXCEEDED);
            assertThatThrownBy(() -> impatient.shards("shop"))
                    .hasMessageContaining("did not answer in time");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aReaderThatDoesNotPollIsSentNoMoreThanItsBudget() throws Exception {
        tables.insert("customer", 1, 2_000);
        Semaphore arrived = new Semaphore(0);
        MemoryBudget budget = new MemoryBudget(300 << 10);
        MemoryBudget.Share share = budget.share(() -> {});
        VStreamCall stream =
                client.stream(
                        LEFT,
                        ShardPosition.beforeCopy(List.of("customer")),
                        TabletType.PRIMARY,
                        share,
                        arrived::release);

        assertThat(arrived.tryAcquire(20, 20, TimeUnit.SECONDS)).as("responses").isTrue();
        while (share.awaitsResponse()) {
            assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).as("one more").isTrue();
        }
        arrived.drainPermits();
        assertNothingArrives(arrived);
        assertThat(budget.used()).isLessThanOrEqualTo(300 << 10);

        assertThat(stream.poll()).isNotNull();
        assertNothingArrives(arrived);
        share.release(share.handOver());
        assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).as("one more").isTrue();
        stream.cancel();
        assertThat(budget.used()).isZero();
    }

    /**
     * What another stream is sent comes after all that was on its way over the connection before.
     */
    private void assertNothingArrives(Semaphore arrived) throws Exception {
        Semaphore answered = new Semaphore(0);
        VStreamCall other =
                client.stream(
                        RIGHT,
                        ShardPosition.beforeCopy(List.of("orders")),
                        TabletType.PRIMARY,
                        new MemoryBudget(1 << 20).share(() -> {}),
                        answered::release);
        assertThat(answered.tryAcquire(20, TimeUnit.SECONDS)).as("another stream").isTrue();
        other.cancel();
        assertThat(arrived.tryAcquire()).as("more responses").isFalse();
    }

    /** All that is on its way for the stream takes longer than a question waits. */
    @Test
    @Fault("A12")
    void questionsDoNotWaitForWhatAStreamHasOnItsWay() throws Exception {
        tables.insert("customer", 1, 20_000);
        Semaphore arrived = new Semaphore(0);
        try (FaultyProxy proxy = FaultyProxy.before(vitess.port());
                VitessClient slow =
                        VitessClient.forStreams(
                                connection(new Endpoint(vitess.host(), proxy.port())), 64 << 20)) {
            proxy.bandwidth(20_000);
            slow.stream(
                    LEFT,
                    ShardPosition.beforeCopy(List.of("customer")),
                    TabletType.PRIMARY,
                    new MemoryBudget(64 << 20).share(() -> {}),
                    arrived::release);
            assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).as("a response").isTrue();

            assertThat(slow.tables("shop")).contains("customer");
        }
    }

    @Test
    void whatArrivedBeforeAStreamBrokeIsStillRead() throws Exception {
        tables.insert("customer", 1, 1);
        Shard shard = tables.shardOf("customer", 1);
        Semaphore arrived = new Semaphore(0);
        VStreamCall stream =
                client.stream(
                        shard,
                        ShardPosition.beforeCopy(List.of("customer")),
                        TabletType.PRIMARY,
                        new MemoryBudget(1 << 20).share(() -> {}),
                        arrived::release);
        assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).as("a response").isTrue();
        vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate is restarted"));

        assertThat(stream.poll()).as("the response").isNotNull();
        assertThatThrownBy(() -> pollToTheEnd(stream, arrived))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("stream shard " + shard)
                .hasMessageContaining("vtgate is restarted");
    }

    private static void pollToTheEnd(VStreamCall stream, Semaphore arrived) throws Exception {
        while (arrived.tryAcquire(20, TimeUnit.SECONDS)) {
            stream.poll();
        }
    }

    private static ConnectionConfig connection(Endpoint endpoint) {
        return new ConnectionConfig(
                List.of(endpoint),
                null,
                Map.of(),
                null,
                1 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }
}
