// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The source on a real Vitess: every committed change once, even over a savepoint. */
@Timeout(180)
class VitessSourceITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static final CustomerTables TABLES = new CustomerTables(VITESS);

    @BeforeAll
    static void createTables() {
        TABLES.create();
    }

    @BeforeEach
    void clearTables() {
        TABLES.clear();
    }

    @Test
    void rowsFromBeforeAndAfterTheStartArriveOnceFromBothShards() throws Exception {
        TABLES.insert(1, 20);
        List<String> copied = TABLES.lines("r", 1, 20);

        try (ChangelogJob job = ChangelogJob.start(source(StartupOptions.initial()), 2)) {
            assertThat(job.awaitLines(copied.size()))
                    .containsExactlyInAnyOrderElementsOf(copied)
                    .anyMatch(line -> line.startsWith("-80 "))
                    .anyMatch(line -> line.startsWith("80- "));

            TABLES.insert(21, 40);
            TABLES.rename(1, "ada@example.com");
            TABLES.deleteOrder(2);
            List<String> expected = new ArrayList<>(copied);
            expected.addAll(TABLES.lines("c", 21, 40));
            expected.add(TABLES.renamed(1, "c1@example.com", "ada@example.com"));
            expected.add(TABLES.deletedOrder(2));

            assertThat(TABLES.awaitAll(job)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @Fault("C8")
    void rowsSinceASavepointArriveOnceAndNothingIsCopiedAgain(@TempDir Path folder)
            throws Exception {
        TABLES.insert(1, 10);
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source(StartupOptions.initial()), 2)) {
            job.awaitLines(20);
            TABLES.insert(11, 12);
            job.awaitLines(24);
            savepoint = job.stopWithSavepoint(folder);
        }
        TABLES.insert(13, 20);
        TABLES.rename(1, "ada@example.com");

        try (ChangelogJob job =
                ChangelogJob.restore(source(StartupOptions.initial()), 1, savepoint)) {
            TABLES.insert(21, 22);
            List<String> expected = new ArrayList<>(TABLES.lines("c", 13, 22));
            expected.add(TABLES.renamed(1, "c1@example.com", "ada@example.com"));

            assertThat(TABLES.awaitAll(job)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void latestOffsetBeginsAtTheStartOfTheJobAndSurvivesASavepoint(@TempDir Path folder)
            throws Exception {
        TABLES.insert(1, 10);
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source(StartupOptions.latest()), 2)) {
            // A change of each shard that comes out proves that the job has begun to read.
            TABLES.awaitReading(job);
            savepoint = job.stopWithSavepoint(folder);
        }
        TABLES.insert(11, 20);

        try (ChangelogJob job =
                ChangelogJob.restore(source(StartupOptions.latest()), 2, savepoint)) {
            assertThat(TABLES.awaitAll(job))
                    .containsExactlyInAnyOrderElementsOf(TABLES.lines("c", 11, 20));
        }
    }

    @Test
    void serversThatDieAndComeBackLoseAndRepeatNothing() throws Exception {
        TABLES.insert(1, 5);
        List<String> expected = new ArrayList<>(TABLES.lines("r", 1, 5));
        try (ChangelogJob job = ChangelogJob.start(source(StartupOptions.initial()), 2)) {
            TABLES.awaitLog(job);
            int next = 6;
            for (String server : List.of("vtgate", "vttablet-100", "vttablet-101")) {
                VITESS.vitess().process(server).kill();
                VITESS.vitess().process(server).restart();
                VITESS.vitess().awaitServing();
                TABLES.insert(next, next + 4);
                expected.addAll(TABLES.lines("c", next, next + 4));
                next += 5;
            }
            assertThat(TABLES.awaitAll(job)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @Fault("D15")
    void aTruncatedTableFailsTheJobByTheStatement() throws Exception {
        TABLES.insert(1, 5);
        try (ChangelogJob job = ChangelogJob.start(source(StartupOptions.initial()), 2)) {
            job.awaitLines(10);
            VITESS.sql("truncate table corder");

            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("truncate table corder")
                    .hasStackTraceContaining("restart without state");
        }
    }

    private static VitessSource<String> source(StartupOptions startup) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("customer")
                .tableList("customer", "corder")
                .startupOptions(startup)
                .deserializer(new ChangeLines())
                .build();
    }
}
