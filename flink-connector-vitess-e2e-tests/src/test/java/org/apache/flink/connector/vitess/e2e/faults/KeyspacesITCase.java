// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keyspaces whose names are alike, and shards without tablets or without rows. */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class KeyspacesITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("shop").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static final AtomicInteger LAST_ID = new AtomicInteger();

    private static final String TABLE = "create table item (id bigint primary key, note text)";

    @BeforeAll
    static void createKeyspaces() {
        for (String other : List.of("shop_eu", "shop-eu")) {
            VITESS.vitess().vtctldclient("CreateKeyspace", "--durability-policy=none", other);
            VITESS.vitess().addShards(other, "0");
            VITESS.vitess().applySchema(other, TABLE);
        }
        VITESS.vitess().applySchema("shop", TABLE);
        // A target of a reshard to come, say: it does not serve.
        VITESS.vitess().vtctldclient("CreateShard", "shop/-40");
    }

    @ParameterizedTest
    @CsvSource({"shop, -80", "shop_eu, 0", "shop-eu, 0"})
    @Order(1)
    @Fault({"B20", "B21"})
    void onlyTheKeyspaceOfThatNameIsRead(String keyspace, String shard) throws Exception {
        insertAll(1);
        try (ChangelogJob job = ChangelogJob.start(source(keyspace).build(), 2)) {
            job.await(
                    lines ->
                            lines.contains(
                                    shard + " item r [" + LAST_ID.get() + ", " + keyspace + "]"));
            insertAll(2);
            job.await(
                    lines ->
                            lines.contains(
                                    shard + " item c [" + LAST_ID.get() + ", " + keyspace + "]"));

            assertThat(job.lines())
                    .hasSize(LAST_ID.get())
                    .allMatch(
                            line -> line.startsWith(shard) && line.endsWith(", " + keyspace + "]"));
        }
    }

    /** Of shop, the shard 80- has no rows: nor does it ever get any. */
    @Test
    @Order(2)
    @Fault("B21")
    void aSnapshotOfAShardWithoutRowsEnds() throws Exception {
        VitessSource<String> source =
                source("shop").startupOptions(StartupOptions.snapshot()).build();
        try (ChangelogJob job = ChangelogJob.start(source, 2)) {
            assertThat(job.awaitEnd()).hasSize(LAST_ID.get());
        }
    }

    @Test
    @Order(3)
    @Fault("B21")
    void aKeyspaceOfShardsWithoutTabletsFailsTheJob() throws Exception {
        VITESS.vitess().vtctldclient("CreateKeyspace", "--durability-policy=none", "ghost");
        assertFailure(
                "ghost", "serves no shard of keyspace 'ghost'", "or start the shards' tablets");

        VITESS.vitess().vtctldclient("CreateShard", "ghost/0");
        VITESS.vitess().vtctldclient("RebuildKeyspaceGraph", "ghost");
        Waiting.until(
                () -> VITESS.query("show vitess_shards").contains(List.of("ghost/0")),
                () -> "vtgate knows " + VITESS.query("show vitess_shards"));
        assertFailure(
                "ghost",
                "keyspace 'ghost'",
                "ghost.0.primary",
                "start one, or make another one the primary");
    }

    @Test
    @Order(4)
    @Fault("B21")
    void aShardThatHasLostItsTabletFailsTheJob() throws Exception {
        VITESS.vitess().tablets("shop", "80-").get(0).vttablet().kill();

        // vtgate asks a shard of its choice for the tables, and names this one itself if it is
        // that.
        assertThat(assertFailure("shop", "start one, or make another one the primary"))
                .containsAnyOf("shard shop/80-", "target: shop.80-.primary");
    }

    /** Returns the failure. */
    private static String assertFailure(String keyspace, String... words) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(keyspace).build(), 1)) {
            String failure =
                    ExceptionUtils.stringifyException(job.awaitFailure(Duration.ofSeconds(60)));
            System.out.println(
                    failure.lines().filter(line -> line.startsWith("Caused by")).toList());
            assertThat(failure).contains(words);
            return failure;
        }
    }

    private static void insertAll(int rows) throws SQLException {
        for (int i = 0; i < rows; i++) {
            int id = LAST_ID.incrementAndGet();
            insert("shop", "-80", id);
            insert("shop_eu", "0", id);
            insert("shop-eu", "0", id);
        }
    }

    /** Into that shard, past the vindex. */
    private static void insert(String keyspace, String shard, int id) throws SQLException {
        try (Connection connection = VITESS.connection(keyspace + "/" + shard);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into item (id, note) values (%d, '%s')".formatted(id, keyspace));
        }
    }

    private static VitessSourceBuilder<String> source(String keyspace) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace(keyspace)
                .tableList("item")
                .connectMaxRetries(1)
                .deserializer(new ChangeLines());
    }
}
