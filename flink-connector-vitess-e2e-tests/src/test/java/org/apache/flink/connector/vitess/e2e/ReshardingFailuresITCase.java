// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reshards of a real Vitess at bad moments, while a ledger is written all the time. At the end of
 * each test all oracles of {@link LedgerJob} hold. Each test starts a job of its own on the shards
 * that the one before has left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class ReshardingFailuresITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE =
            new VitessLedgerDatabase(VITESS, "customer");

    /** In the order in which they are copied. */
    private static final List<String> TABLES = List.of("account", "item", "t1");

    private static final List<String> HALF = List.of("-80");
    private static final List<String> QUARTERS = List.of("-40", "40-80");

    private static final Duration NO_CHECKPOINTS = Duration.ofHours(1);

    /** For each change: a shard with 60,000 rows of a table then takes at least 12 seconds. */
    private static final Duration SLOW = Duration.ofNanos(200_000);

    private static TaskManagers taskManagers;

    private final long seed = new Random().nextInt(1_000_000);

    @BeforeAll
    static void fillTables(@InjectMiniCluster MiniCluster cluster) throws Exception {
        taskManagers = new TaskManagers(cluster);
        DATABASE.create(TABLES);
        for (String table : TABLES) {
            DATABASE.fill(table, 1_000);
        }
    }

    @BeforeEach
    void printSeed() {
        System.out.println("seed " + seed);
    }

    @Test
    @Order(1)
    void aJobStoppedBeforeTheSwitchGoesOnAfterIt(@TempDir Path folder) throws Exception {
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 1);
            job.awaitLog(ledger);
            Reshard reshard = VITESS.reshard(HALF, QUARTERS);
            reshard.awaitCopied();
            String savepoint = job.stopWithSavepoint(folder);
            writer.awaitTransactions(20);
            reshard.switchTraffic();
            writer.awaitTransactions(20);

            job.restore(DATABASE.source(TABLES), 2, savepoint);
            job.awaitLog(ledger);
            reshard.complete();
            finish(job, ledger, writer);
        }
    }

    @Test
    @Order(2)
    void theTaskManagersAreLostBetweenTheJournalAndTheNextCheckpoint(@TempDir Path folder)
            throws Exception {
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 1);
            job.awaitLog(ledger);
            Reshard reshard = VITESS.reshard(QUARTERS, HALF);
            reshard.awaitCopied();
            String beforeTheJournal = job.stopWithSavepoint(folder);
            job.checkpointEvery(NO_CHECKPOINTS);
            job.restore(DATABASE.source(TABLES), 1, beforeTheJournal);
            FirstRows rows = new FirstRows(job, HALF);
            reshard.switchTraffic();
            rows.await();

            var again = job.when(change -> QUARTERS.contains(change.shard()));
            taskManagers.replaceAll();
            System.out.println("Again after the loss: " + job.await(again));
            job.await(job.when(change -> HALF.contains(change.shard())));
            String afterTheJournal = job.stopWithSavepoint(folder);
            job.checkpointEvery(Duration.ofMillis(150));
            job.restore(DATABASE.source(TABLES), 2, afterTheJournal);
            job.awaitLog(ledger);
            reshard.complete();
            finish(job, ledger, writer);
        }
    }

    @Test
    @Order(3)
    void aShardThatWasDeletedWhileTheJobWasDownFailsIt(@TempDir Path folder) throws Exception {
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 2);
            job.awaitLog(ledger);
            String savepoint = job.stopWithSavepoint(folder);
            Reshard reshard = VITESS.reshard(List.of("80-"), List.of("80-c0", "c0-"));
            reshard.switchTraffic();
            writer.awaitTransactions(20);
            reshard.complete();

            job.restore(DATABASE.source(TABLES), 2, savepoint);
            Throwable failure = job.awaitFailure(Duration.ofSeconds(30));

            String message = ExceptionUtils.stringifyException(failure);
            System.out.println(message);
            assertThat(message).contains("customer/80-", "MySQL56/", "snapshot", "VGTID");
        }
    }

    @Test
    @Order(4)
    void aShardIsSplitWhileItsSecondOfThreeTablesIsCopied() throws Exception {
        DATABASE.clear(List.of("item"));
        DATABASE.fill("item", 120_000);
        Reshard reshard = VITESS.reshard(HALF, QUARTERS);
        reshard.awaitCopied();
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            Counts copied = new Counts(job, true);
            job.slowDown(SLOW);
            job.start(DATABASE.source(TABLES), 2);
            job.await(job.when(change -> copied.of("item") > 1_000));
            reshard.switchTraffic();
            System.out.println("Switched after the copy of " + copied);
            assertThat(copied.of("item")).as("copied rows of the table").isLessThan(60_000);
            job.slowDown(Duration.ZERO);

            job.awaitLog(ledger);
            reshard.complete();
            finish(job, ledger, writer);
        }
    }

    private static void finish(LedgerJob job, Ledger ledger, LedgerWriter writer) throws Exception {
        job.finish(ledger, writer);
        ledger.checkSelect();
    }
}
