// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.connector.vitess.testing.LoggedLines;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.EmbeddedLedgerDatabase;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDeserializer;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.runtime.highavailability.nonha.embedded.HaLeadershipControl;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Failures at the moment of a reshard that a real vtgate cannot be made to hit. */
@Timeout(300)
class ReshardFaultsITCase {

    private static final List<String> TABLES = List.of("account", "item", "t1");
    private static final List<String> HALVES = List.of("-80", "80-");
    private static final List<String> QUARTERS = List.of("-40", "40-80", "80-c0", "c0-");

    private static final Package SOURCE = VitessSource.class.getPackage();

    private static final Duration SHORT = Duration.ofMillis(10);

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .withHaLeadershipControl()
                            .build());

    private final long seed = Seed.choose();
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private Ledger ledger;

    @BeforeEach
    void startVitess() throws Exception {
        vitess = EmbeddedVitess.start();
        keyspace = vitess.createKeyspace("bank", HALVES.toArray(String[]::new));
        EmbeddedLedgerDatabase database = new EmbeddedLedgerDatabase(keyspace, TABLES);
        for (String table : TABLES) {
            database.fill(table, 100);
        }
        ledger = Ledger.open(database, TABLES);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    @Tag("long")
    @Fault("B10")
    void theJobManagerIsLostAfterTheEndsOfTheSplits(
            @InjectMiniCluster MiniCluster cluster, Figures figures) throws Exception {
        Random random = new Random(seed);
        EmbeddedReshard reshard = reshard(HALVES, QUARTERS);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(SHORT), 2);
            job.awaitLog(ledger);
            for (int i = 0; i < 10; i++) {
                try (LoggedLines log = new LoggedLines(SOURCE)) {
                    reshard.switchTraffic();
                    await(log, ": resharded by ", 1);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
                    figures.add("targets assigned before", count(log, "Assigning "));
                }
                loseJobManager(cluster, job.flinkId());
                figures.add("lost JobManagers", 1);
                job.awaitLog(ledger);
            }
            job.finish(ledger, writer, figures);
        }
    }

    /** Two readers have ended their shards; without a checkpoint the merged one must wait. */
    @Test
    @Fault("B10")
    void theJobManagerIsLostWhileTheTargetOfAMergeWaits(
            @TempDir Path folder, @InjectMiniCluster MiniCluster cluster, Figures figures)
            throws Exception {
        EmbeddedReshard merge = reshard(HALVES, List.of("-"));
        try (LoggedLines log = new LoggedLines(SOURCE);
                LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(SHORT), 2);
            job.awaitLog(ledger);
            String savepoint = job.stopWithSavepoint(folder);
            job.checkpointEvery(LedgerJob.NO_CHECKPOINTS);
            job.restore(source(SHORT), 2, savepoint);
            merge.switchTraffic();
            var early = job.when(change -> change.shard().equals("-"));
            for (int i = 1; i <= 3; i++) {
                await(log, ": ends at position ", 2 * i);
                loseJobManager(cluster, job.flinkId());
                figures.add("lost JobManagers", 1);
            }
            await(log, ": ends at position ", 8);
            assertThat(early).as("a change of the target before a checkpoint").isNotDone();
            String waiting = job.stopOnceItRuns(folder);

            job.checkpointEvery(Duration.ofMillis(150));
            job.restore(source(SHORT), 2, waiting);
            job.finish(ledger, writer, figures);
        }
    }

    @Test
    @Fault("B11")
    void aSavepointWithOnlyOneOfTwoEndsWaitsForTheOther(@TempDir Path folder, Figures figures)
            throws Exception {
        EmbeddedReshard merge = reshard(HALVES, List.of("-"));
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(SHORT), 2);
            job.awaitLog(ledger);
            for (int i = 0; i < 3; i++) {
                String before = job.stopWithSavepoint(folder);
                // Whoever comes first to its journal does not see it, and then waits for long.
                job.restore(source(Duration.ofMinutes(2)), 2, before);
                job.awaitLog(ledger);
                var early = job.when(change -> change.shard().equals("-"));
                vitess.loseJournals(1);
                merge.switchTraffic();
                Waiting.until(
                        () -> vitess.openStreams() == 0,
                        () -> vitess.openStreams() + " streams are closed");
                String oneEnd = job.stopWithSavepoint(folder);
                assertThat(early).as("a change of the target").isNotDone();
                figures.add("savepoints with one end", 1);

                vitess.loseJournals(2);
                job.restore(source(SHORT), 1 + i % 2, oneEnd);
                job.awaitLog(ledger);
                merge.switchTraffic();
                job.awaitLog(ledger);
            }
            job.finish(ledger, writer, figures);
        }
    }

    /** Vitess may end a stream right before its journal; alone, or with the INTERNAL error. */
    @Test
    @Tag("long")
    @Fault({"B12", "B13"})
    void journalsThatAreLostComeAgain(Figures figures) throws Exception {
        EmbeddedReshard first = reshard(List.of("-80"), QUARTERS.subList(0, 2));
        EmbeddedReshard second = reshard(List.of("80-"), QUARTERS.subList(2, 4));
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(SHORT), 2);
            job.awaitLog(ledger);
            for (int i = 0; i < 40; i++) {
                vitess.loseJournals(5);
                (i % 2 == 0 ? first : second).switchTraffic();
                figures.add("lost journals", 5);
                figures.add("switches", 1);
                job.awaitLog(ledger);
            }
            job.finish(ledger, writer, figures);
            assertThat(job.restarts()).isZero();
        }
    }

    private EmbeddedReshard reshard(List<String> sources, List<String> targets) {
        keyspace.addShards(targets.toArray(String[]::new));
        return keyspace.reshard(sources, targets);
    }

    private static void await(LoggedLines log, String words, int lines) {
        Waiting.until(() -> count(log, words) >= lines, () -> words + " in " + log.lines());
    }

    private static long count(LoggedLines log, String words) {
        return log.lines().stream().filter(line -> line.contains(words)).count();
    }

    private static void loseJobManager(MiniCluster cluster, JobID job) throws Exception {
        HaLeadershipControl control = cluster.getHaLeadershipControl().orElseThrow();
        control.revokeJobMasterLeadership(job).get(30, TimeUnit.SECONDS);
        control.grantJobMasterLeadership(job).get(30, TimeUnit.SECONDS);
    }

    private VitessSource<LedgerChange> source(Duration retryDelay) {
        return VitessSource.<LedgerChange>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("bank")
                .tableList(TABLES.toArray(String[]::new))
                .connectMaxRetries(20)
                .connectRetryDelay(retryDelay)
                .deserializer(new LedgerDeserializer())
                .build();
    }
}
