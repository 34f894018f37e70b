// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Where jobs start and end, and with which tables. */
@Timeout(120)
class StartupITCase {

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private final EmbeddedVitess vitess = EmbeddedVitess.start();
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;

    @BeforeEach
    void createTables() {
        keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "customer", "orders");
        tables.insert("customer", 1, 50);
        tables.insert("orders", 1, 50);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void aSnapshotEndsWithTheCopy() throws Exception {
        VitessSourceBuilder<String> source = source().startupOptions(StartupOptions.snapshot());
        try (ChangelogJob job = ChangelogJob.start(source.build(), 2)) {
            List<String> lines = job.awaitEnd();

            assertThat(lines).hasSize(100).allMatch(line -> line.contains(" r "));
            assertThat(Replay.rows(lines)).isEqualTo(tables.rows());
        }
    }

    @Test
    void aVtgateThatDoesNotAnswerAtOnceFailsNoStart() throws Exception {
        vitess.failStatements(2, Status.DEADLINE_EXCEEDED);
        VitessSourceBuilder<String> source = source().boundedOptions(BoundedOptions.latest());
        try (ChangelogJob job = ChangelogJob.start(source.build(), 1)) {
            assertThat(Replay.rows(job.awaitEnd())).isEqualTo(tables.rows());
        }
    }

    @Test
    @Fault("C15")
    void aBoundedJobOnAnIdleKeyspaceEndsAfterTheCopy() throws Exception {
        VitessSourceBuilder<String> source = source().boundedOptions(BoundedOptions.latest());
        try (ChangelogJob job = ChangelogJob.start(source.build(), 1)) {
            assertThat(Replay.rows(job.awaitEnd())).isEqualTo(tables.rows());
        }
    }

    @Test
    @Fault("C15")
    void aJobFromTheLatestToTheLatestOffsetIsEmpty() throws Exception {
        VitessSourceBuilder<String> source =
                source().startupOptions(StartupOptions.latest())
                        .boundedOptions(BoundedOptions.latest());
        try (ChangelogJob job = ChangelogJob.start(source.build(), 2)) {
            assertThat(job.awaitEnd()).isEmpty();
        }
    }

    @Test
    @Fault("C15")
    void betweenTwoVgtidsExactlyTheirChangesComeOut() throws Exception {
        String start = vgtid("");
        tables.insert("customer", 51, 60);
        tables.delete("orders", 7);
        String end = vgtid("");
        tables.insert("customer", 61, 90);

        VitessSourceBuilder<String> source =
                source().startupOptions(StartupOptions.specificOffset(start))
                        .boundedOptions(BoundedOptions.specificOffset(end));
        try (ChangelogJob job = ChangelogJob.start(source.build(), 2)) {
            assertThat(job.awaitEnd())
                    .hasSize(11)
                    .filteredOn(line -> !line.contains(" customer c "))
                    .singleElement()
                    .isEqualTo(tables.shardOf("orders", 7).name() + " orders d [7, new]");
        }
    }

    @Test
    void aVgtidNamesTheTablesThatAreStillToBeCopied() throws Exception {
        String start = vgtid("{\"table_name\": \"orders\"}");
        tables.update("customer", 1, "changed");

        VitessSourceBuilder<String> source =
                source().startupOptions(StartupOptions.specificOffset(start));
        try (ChangelogJob job = ChangelogJob.start(source.build(), 2)) {
            List<String> lines = job.awaitLines(51);

            assertThat(lines).filteredOn(line -> line.contains(" orders r ")).hasSize(50);
            assertThat(lines)
                    .filteredOn(line -> line.contains(" customer "))
                    .singleElement()
                    .asString()
                    .endsWith(" customer u [1, new] -> [1, changed]");
        }
    }

    @Test
    @Fault("D8")
    void aMySqlThatLogsPartsOfRowsFailsTheJob() throws Exception {
        try (EmbeddedVitess partial = EmbeddedVitess.builder().binlogRowImage("NOBLOB").start()) {
            new ShopTables(partial.createKeyspace("shop", "0"), "customer");
            VitessSource<String> source =
                    source().hostname(partial.host())
                            .port(partial.port())
                            .tableList("customer")
                            .build();
            try (ChangelogJob job = ChangelogJob.start(source, 1)) {
                assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                        .hasStackTraceContaining(
                                "MySQL of shard shop/0 has binlog_row_image='NOBLOB'");
            }
        }
    }

    @Test
    void aTableOfRowsThatVitessDoesNotSendFailsTheJobUnlessItIsAccepted() throws Exception {
        keyspace.createTable(TableDefinition.of("nullable").bigint("id").varchar("v", 20));
        VitessSourceBuilder<String> source = source().tableList("customer", "nullable");
        try (ChangelogJob job = ChangelogJob.start(source.build(), 1)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining(
                            "Table 'nullable' of shard shop/-80 has no NOT NULL column")
                    .hasStackTraceContaining("'scan.accepted-risks' = 'all-null-rows'");
        }
        source.scanAcceptedRisks(Risk.ALL_NULL_ROWS);
        try (ChangelogJob job = ChangelogJob.start(source.build(), 1)) {
            job.awaitLines(50);
        }
    }

    @Test
    void aNewTableOfRowsThatVitessDoesNotSendFailsTheRestoredJob(@TempDir Path folder)
            throws Exception {
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source().tableList("customer").build(), 2)) {
            job.awaitLines(50);
            savepoint = job.stopWithSavepoint(folder);
        }
        keyspace.createTable(TableDefinition.of("nullable").bigint("id").varchar("v", 20));
        VitessSourceBuilder<String> source =
                source().tableList("customer", "nullable").scanNewlyAddedTableEnabled(true);
        try (ChangelogJob job = ChangelogJob.restore(source.build(), 2, savepoint)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("Table 'nullable' of shard shop/")
                    .hasStackTraceContaining("has no NOT NULL column");
        }
    }

    @Test
    void aVgtidOfOtherShardsFailsTheJob() throws Exception {
        String start = vgtid("").replace("\"80-\"", "\"80-c0\"");
        VitessSourceBuilder<String> source =
                source().startupOptions(StartupOptions.specificOffset(start));
        try (ChangelogJob job = ChangelogJob.start(source.build(), 1)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("has the shards [shop/-80, shop/80-c0]")
                    .hasStackTraceContaining("serves [shop/-80, shop/80-]");
        }
    }

    @Test
    @Fault("C11")
    void aRestoredJobCopiesANewTableAndTheOthersContinue(@TempDir Path folder) throws Exception {
        List<String> before;
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source().tableList("customer").build(), 2)) {
            job.awaitLines(50);
            before = job.lines();
            savepoint = job.stopWithSavepoint(folder);
        }
        tables.update("customer", 1, "changed");
        VitessSourceBuilder<String> source = source().scanNewlyAddedTableEnabled(true);
        try (ChangelogJob job = ChangelogJob.restore(source.build(), 2, savepoint)) {
            job.awaitLines(51);
            tables.update("orders", 1, "changed");
            tables.update("customer", 2, "changed");

            List<String> after = job.await(rowsAre(before));
            assertThat(after).filteredOn(line -> line.contains(" r ")).hasSize(50);
        }
    }

    @Test
    @Fault("C12")
    void aTableThatIsTakenOutStopsAndOneThatComesNewIsRefused(@TempDir Path folder)
            throws Exception {
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source().build(), 2)) {
            job.awaitLines(100);
            savepoint = job.stopWithSavepoint(folder);
        }
        tables.update("customer", 1, "changed");
        tables.update("orders", 1, "changed");
        try (ChangelogJob job =
                ChangelogJob.restore(source().tableList("orders").build(), 2, savepoint)) {
            tables.update("customer", 2, "changed");
            tables.update("orders", 2, "changed");
            assertThat(job.awaitLines(2)).allMatch(line -> line.contains(" orders u "));
        }
        VitessSource<String> more = source().tableList("customer", "orders", "parts").build();
        try (ChangelogJob job = ChangelogJob.restore(more, 2, savepoint)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("'parts'")
                    .hasStackTraceContaining("'scan.newly-added-table.enabled'");
        }
    }

    @Test
    @Fault("C12")
    void aTableThatIsTakenOutAndAddedAgainIsCopiedAgain(@TempDir Path folder) throws Exception {
        String both;
        try (ChangelogJob job = ChangelogJob.start(source().build(), 2)) {
            job.awaitLines(100);
            both = job.stopWithSavepoint(folder);
        }
        String one;
        try (ChangelogJob job =
                ChangelogJob.restore(source().tableList("orders").build(), 2, both)) {
            tables.update("orders", 1, "changed");
            job.awaitLines(1);
            one = job.stopWithSavepoint(folder);
        }
        tables.update("customer", 1, "changed");
        tables.delete("customer", 2);
        tables.update("orders", 2, "changed");
        VitessSource<String> again = source().scanNewlyAddedTableEnabled(true).build();
        try (ChangelogJob job = ChangelogJob.restore(again, 1, one)) {
            List<String> lines = job.awaitLines(50);

            assertThat(lines).filteredOn(line -> line.contains(" customer r ")).hasSize(49);
            assertThat(lines)
                    .filteredOn(line -> line.contains(" orders "))
                    .singleElement()
                    .asString()
                    .endsWith(" orders u [2, new] -> [2, changed]");
        }
    }

    private Predicate<List<String>> rowsAre(List<String> before) {
        return after ->
                Replay.rows(Stream.concat(before.stream(), after.stream()).toList())
                        .equals(tables.rows());
    }

    /** The position of now, with tables to copy. */
    private String vgtid(String tableLastPk) {
        return Stream.of("-80", "80-")
                .map(
                        shard ->
                                """
                                {"keyspace": "shop", "shard": "%s", "gtid": "%s",
                                 "table_p_ks": [%s]}
                                """
                                        .formatted(
                                                shard,
                                                keyspace.shard(shard).position(),
                                                tableLastPk))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private VitessSourceBuilder<String> source() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer", "orders")
                .deserializer(new ChangeLines());
    }
}
