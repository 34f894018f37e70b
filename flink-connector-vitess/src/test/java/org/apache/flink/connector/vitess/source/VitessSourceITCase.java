// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.LeftOvers;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The source on an embedded vtgate: what cannot be timed on a real one. */
@Timeout(120)
class VitessSourceITCase {

    private static final int ROWS = 30_000;

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private EmbeddedVitess vitess;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        // A response of a few rows, so that a table is copied in many batches.
        vitess = EmbeddedVitess.builder().vstreamPacketSize(100).start();
        tables = new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer", "orders");
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void theCopyAndTheLogOfAllShardsComeOutOnce() throws Exception {
        tables.insert("customer", 1, 50);
        tables.insert("orders", 1, 50);
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            assertThat(job.awaitLines(100)).allMatch(line -> line.contains(" r "));
            tables.insert("orders", 51, 100);
            tables.update("customer", 7, "changed");
            tables.delete("orders", 8);

            assertThat(Replay.rows(job.awaitLines(152))).isEqualTo(tables.rows());
            assertThat(job.lines()).hasSize(152);
        }
    }

    @Test
    void aStreamThatBreaksContinuesWhereItWas() throws Exception {
        tables.insert("customer", 1, 10);
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            for (int round = 1; round <= 3; round++) {
                job.awaitLines(round * 10);
                breakStreams();
                tables.insert("customer", round * 10 + 1, round * 10 + 10);
            }

            assertThat(Replay.rows(job.awaitLines(40))).isEqualTo(tables.rows());
        }
    }

    @Test
    void aCopyThatBreaksAgainAndAgainWhileRowsChangeComesOutOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        tables.insert("customer", 1, ROWS);
        tables.insert("orders", 1, ROWS);
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            for (int round = 1; round <= 5; round++) {
                // Never more than the rows of the copy, which may have ended.
                job.awaitLines(round * ROWS / 10);
                breakStreams();
                for (int i = 0; i < 50; i++) {
                    tables.update("customer", 1 + random.nextInt(ROWS), "v" + round);
                    tables.update("orders", 1 + random.nextInt(ROWS), "v" + round);
                }
            }
            assertThat(job.lines()).as("lines before the end").hasSizeLessThan(2 * ROWS);
            awaitRows(job, "seed " + seed);
        }
    }

    @Test
    void aJobStoppedInTheMiddleOfACopyContinuesFromThere(@TempDir Path folder) throws Exception {
        tables.insert("customer", 1, ROWS);
        List<String> before;
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            job.awaitLines(10);
            savepoint = job.stopWithSavepoint(folder);
            before = job.lines();
        }
        assertThat(before).as("lines before the stop").hasSizeLessThan(ROWS);
        for (int id = 1; id <= ROWS; id += 500) {
            tables.update("customer", id, "changed");
        }
        tables.insert("orders", 1, 1);
        try (ChangelogJob job = ChangelogJob.restore(source(), 1, savepoint)) {
            job.await(after -> Replay.rows(concat(before, after)).equals(tables.rows()));
        }
    }

    @Test
    void theCopyOfATableWithoutPrimaryKeyThatBreaksStartsOver() throws Exception {
        EmbeddedKeyspace shop = vitess.keyspace("shop");
        shop.createTable(TableDefinition.of("history").bigint("amount").notNull());
        int rows = 300;
        shop.shard("-80")
                .transaction(
                        tx -> {
                            for (int i = 0; i < rows; i++) {
                                tx.insert("history", i);
                            }
                        });
        Status broken = Status.UNAVAILABLE.withDescription("vtgate is restarted");
        vitess.faultAfterResponses(5, Fault.fail(broken));
        vitess.faultAfterResponses(12, Fault.fail(broken));

        VitessSource<String> source = builder().tableList("history").build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            job.awaitLines(rows);
            shop.shard("-80").transaction(tx -> tx.insert("history", -1));

            assertThat(job.await(lines -> lines.contains("-80 history c [-1]")))
                    .hasSize(rows + 1)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void nothingIsLeftOfTwentyJobs() throws Exception {
        tables.insert("customer", 1, 2);
        for (int round = 0; round < 20; round++) {
            try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
                job.awaitLines(2);
                assertThat(LeftOvers.threads()).as("threads of a running job").isNotEmpty();
            }
        }

        vitess.close();
        LeftOvers.awaitNone(Duration.ofSeconds(20));
    }

    /** Waits until the rows that came out are those of the tables. */
    private void awaitRows(ChangelogJob job, String description) throws Exception {
        try {
            job.await(lines -> Replay.rows(lines).equals(tables.rows()));
        } catch (AssertionError e) {
            throw new AssertionError(description, e);
        }
    }

    private void breakStreams() {
        vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate is restarted"));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private VitessSource<String> source() {
        return builder().build();
    }

    private VitessSourceBuilder<String> builder() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer", "orders")
                .deserializer(new ChangeLines());
    }
}
