// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that read some columns, and some rows. */
@Timeout(120)
class SelectedRowsITCase {

    private static final int ROWS = 30_000;
    private static final String NEW = "`v` = 'new'";

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        // A response of a few rows, so that a table is copied in many batches.
        vitess = EmbeddedVitess.builder().vstreamPacketSize(100).start();
        keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "customer");
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void onlyTheWantedColumnsAndTheKeyAreRead() throws Exception {
        keyspace.createTable(
                TableDefinition.of("wide")
                        .bigint("id")
                        .primaryKey()
                        .varchar("a", 9)
                        .varchar("b", 9));
        keyspace.createTable(
                TableDefinition.of("keyless").varchar("b", 9).notNull().varchar("c", 9));
        keyspace.shard("-80")
                .transaction(
                        tx -> {
                            tx.insert("wide", 1, "a", "b");
                            tx.insert("keyless", "b", "c");
                        });
        VitessSource<String> source = source("wide", "keyless").columnList("B").build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            job.awaitLines(2);
            keyspace.shard("-80").transaction(tx -> tx.update("wide", List.of(1), 1, "x", "y"));

            assertThat(job.awaitLines(3))
                    .containsExactlyInAnyOrder(
                            "-80 wide r [1, b]",
                            "-80 keyless r [b, c]",
                            "-80 wide u [1, b] -> [1, y]");
        }
    }

    @Test
    void aTableMayHaveColumnsOfItsOwn() throws Exception {
        tables.insert("customer", 1, 1);
        keyspace.createTable(TableDefinition.of("other").bigint("id").primaryKey().varchar("a", 9));
        keyspace.shard("-80").transaction(tx -> tx.insert("other", 1, "a"));
        VitessSource<String> source =
                source("customer", "other").columnList("id").tableColumnList("other", "a").build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            assertThat(job.awaitLines(2))
                    .contains("-80 other r [1, a]")
                    .anyMatch(line -> line.endsWith(" customer r [1]"));
        }
    }

    @Test
    void columnsOfATableThatIsNotCapturedAreRefused() {
        assertThatThrownBy(() -> source("customer").tableColumnList("custmer", "v").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'tableColumnList' is set for table 'custmer'");
    }

    @Test
    void aColumnThatATableLacksIsNamed() throws Exception {
        tables.insert("customer", 1, 10);
        keyspace.createTable(TableDefinition.of("other").bigint("id").primaryKey());
        VitessSource<String> source = source("customer", "other").columnList("id", "v").build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            assertFailure(job, "table 'other' of keyspace 'shop' has no column 'v'");
        }
    }

    @Test
    void aCopyOfSomeRowsThatBreaksWhileRowsChangeComesOutOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        tables.insert("customer", 1, ROWS);
        change(random);
        VitessSource<String> source = source("customer").where(NEW).build();
        try (ChangelogJob job = ChangelogJob.start(source, 2)) {
            for (int round = 1; round <= 5; round++) {
                // Never more than the rows of the copy, which may have ended.
                job.awaitLines(round * ROWS / 20);
                vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate is restarted"));
                change(random);
            }
            try {
                job.await(lines -> Replay.rows(wanted(lines)).equals(wantedRows()));
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
            assertThat(job.lines()).noneMatch(line -> line.matches(".* [rcd] .*old.*"));
        }
    }

    private void change(Random random) {
        for (int i = 0; i < 500; i++) {
            tables.update(
                    "customer", 1 + random.nextInt(ROWS), random.nextInt(3) == 0 ? "new" : "old");
        }
    }

    @Test
    void aRestoredJobContinuesWithOtherColumns(@TempDir Path folder) throws Exception {
        tables.insert("customer", 1, ROWS);
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source("customer").where(NEW).build(), 2)) {
            job.awaitLines(10);
            savepoint = job.stopWithSavepoint(folder);
            assertThat(job.lines()).as("lines before the stop").hasSizeLessThan(ROWS);
        }
        VitessSource<String> source = source("customer").where(NEW).columnList("id").build();
        try (ChangelogJob job = ChangelogJob.restore(source, 1, savepoint)) {
            assertThat(job.awaitLines(10)).allMatch(line -> line.matches(".* r \\[\\d+]"));
        }
    }

    @Test
    void aRestoredJobWithAnotherConditionIsRefused(@TempDir Path folder) throws Exception {
        tables.insert("customer", 1, 50);
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source("customer").where(NEW).build(), 2)) {
            job.awaitLines(50);
            savepoint = job.stopWithSavepoint(folder);
        }
        try (ChangelogJob job =
                ChangelogJob.restore(source("customer").where("`id` > 5").build(), 2, savepoint)) {
            assertFailure(
                    job,
                    "only the rows with `v` = 'new' of shard shop/",
                    "now it is to read only the rows with `id` > 5",
                    "restart without state");
        }
        try (ChangelogJob job = ChangelogJob.restore(source("customer").build(), 2, savepoint)) {
            assertFailure(job, "now it is to read all rows");
        }
    }

    private static void assertFailure(ChangelogJob job, String... texts) throws Exception {
        Throwable failure = job.awaitFailure(Duration.ofSeconds(60));
        for (String text : texts) {
            assertThat(ExceptionUtils.findThrowableWithMessage(failure, text))
                    .as("'%s' in %s", text, ExceptionUtils.stringifyException(failure))
                    .isPresent();
        }
    }

    /** As SQL filters the changes again: of an update, the images that are wanted. */
    private static List<String> wanted(List<String> lines) {
        return lines.stream().flatMap(SelectedRowsITCase::wanted).toList();
    }

    private static Stream<String> wanted(String line) {
        String[] images = line.split(" -> ");
        if (images.length == 1) {
            return Stream.of(line);
        }
        List<String> wanted = new ArrayList<>();
        if (images[0].endsWith(", new]")) {
            wanted.add(images[0].replace(" u ", " d "));
        }
        if (images[1].endsWith(", new]")) {
            wanted.add(images[0].replaceAll(" u .*", " c ") + images[1]);
        }
        return wanted.stream();
    }

    private SortedMap<String, String> wantedRows() {
        SortedMap<String, String> rows = tables.rows();
        rows.values().removeIf(row -> !row.endsWith(", new]"));
        return rows;
    }

    private VitessSourceBuilder<String> source(String... names) {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList(names)
                .deserializer(new ChangeLines());
    }
}
