// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.EmbeddedLedgerDatabase;
import org.apache.flink.connector.vitess.testing.ledger.JobManagers;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDeserializer;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.runtime.checkpoint.CheckpointStatsCounts;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * TaskManagers and JobManagers are lost at random moments, under writers that never stop. -Dseed
 * repeats a run's random numbers.
 */
@Timeout(240)
class LostManagersITCase {

    private static final List<String> TABLES = List.of("account", "item", "t1");
    private static final int LOSSES = 20;

    @RegisterExtension static final MiniClusterExtension FLINK = JobManagers.cluster();

    private static MiniCluster cluster;
    private static TaskManagers taskManagers;
    private static JobManagers jobManagers;

    private final long seed = Seed.choose();
    private final Random random = new Random(seed);
    private EmbeddedVitess vitess;
    private EmbeddedLedgerDatabase database;

    @BeforeAll
    static void findManagers(@InjectMiniCluster MiniCluster injected) {
        cluster = injected;
        taskManagers = new TaskManagers(injected);
        jobManagers = new JobManagers(injected);
    }

    @BeforeEach
    void startVitess() {
        // A response of a few rows, so that a table is copied in many batches.
        vitess = EmbeddedVitess.builder().vstreamPacketSize(500).start();
        database = new EmbeddedLedgerDatabase(vitess.createKeyspace("bank", "-80", "80-"), TABLES);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    @Tag("long")
    @Fault("C1")
    void taskManagersInTheCopy(Figures figures) throws Exception {
        inTheCopy(job -> loseTaskManager(figures), figures);
    }

    @Test
    @Tag("long")
    @Fault("C2")
    void taskManagersInTheLog(Figures figures) throws Exception {
        inTheLog(job -> loseTaskManager(figures), figures);
    }

    @Test
    @Tag("long")
    @Fault("C3")
    void jobManagersInTheCopy(Figures figures) throws Exception {
        inTheCopy(job -> loseJobManager(job, figures), figures);
    }

    @Test
    @Tag("long")
    @Fault("C4")
    void jobManagersInTheLog(Figures figures) throws Exception {
        inTheLog(job -> loseJobManager(job, figures), figures);
    }

    @Test
    @Fault({"C3", "C4"})
    void someJobManagers(Figures figures) throws Exception {
        Ledger ledger = filled(8_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(), 2);
            for (int i = 0; i < 3; i++) {
                job.await(job.when(counted(LedgerChange::snapshot, random.nextInt(600))));
                loseJobManager(job, figures);
            }
            job.awaitLog(ledger);
            loseJobManager(job, figures);
            finish(job, ledger, writer, figures);
        }
    }

    private static void loseTaskManager(Figures figures) throws Exception {
        taskManagers.replaceOldest();
        figures.add("TaskManagers lost", 1);
    }

    private static void loseJobManager(LedgerJob job, Figures figures) throws Exception {
        jobManagers.replace(job.jobId());
        figures.add("JobManagers lost", 1);
    }

    private interface Loss {
        void happen(LedgerJob job) throws Exception;
    }

    private void inTheCopy(Loss loss, Figures figures) throws Exception {
        Ledger ledger = filled(8_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.slowDown(Duration.ofNanos(20_000));
            job.start(source(), 2);
            for (int i = 0; i < LOSSES; i++) {
                job.await(job.when(counted(LedgerChange::snapshot, random.nextInt(600))));
                loss.happen(job);
            }
            assertThat(job.await(job.when(LedgerChange::snapshot)))
                    .as("a copied row after the last loss")
                    .isNotNull();
            job.slowDown(Duration.ZERO);
            finish(job, ledger, writer, figures);
        }
    }

    private void inTheLog(Loss loss, Figures figures) throws Exception {
        Ledger ledger = filled(100);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(), 2);
            job.awaitLog(ledger);
            for (int i = 0; i < LOSSES; i++) {
                job.await(job.when(counted(change -> !change.snapshot(), random.nextInt(600))));
                loss.happen(job);
            }
            finish(job, ledger, writer, figures);
        }
    }

    /** With checkpoints that time out, the job has none to go back to but an old one. */
    @Test
    @Fault("C5")
    void tenCheckpointsThatTimeOutAndThenALostTaskManager(Figures figures) throws Exception {
        Ledger ledger = filled(2_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.option("execution.checkpointing.timeout", "1 s");
            job.start(source(), 2);
            job.awaitLog(ledger);
            job.hold();
            long failed = checkpoints(job).getNumberOfFailedCheckpoints();
            while (checkpoints(job).getNumberOfFailedCheckpoints() < failed + 10) {
                writer.awaitTransactions(10);
            }
            taskManagers.replaceAll();
            job.release();
            figures.add("checkpoints that timed out", 10);
            finish(job, ledger, writer, figures);
        }
    }

    private static CheckpointStatsCounts checkpoints(LedgerJob job) throws Exception {
        return cluster.getExecutionGraph(job.jobId())
                .get(60, TimeUnit.SECONDS)
                .getCheckpointStatsSnapshot()
                .getCounts();
    }

    private static void finish(LedgerJob job, Ledger ledger, LedgerWriter writer, Figures figures)
            throws Exception {
        job.finish(ledger, writer);
        figures.add("transactions", writer.transactions());
        figures.add("changes", job.committedChanges());
        figures.add("restarts of tasks", job.restarts());
    }

    private static Predicate<LedgerChange> counted(Predicate<LedgerChange> which, int changes) {
        AtomicInteger count = new AtomicInteger();
        return change -> which.test(change) && count.incrementAndGet() > changes;
    }

    private Ledger filled(int rows) throws Exception {
        for (String table : TABLES) {
            database.fill(table, rows);
        }
        return Ledger.open(database, TABLES);
    }

    private VitessSource<LedgerChange> source() {
        return VitessSource.<LedgerChange>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("bank")
                .tableList(TABLES.toArray(String[]::new))
                .deserializer(new LedgerDeserializer())
                .build();
    }
}
