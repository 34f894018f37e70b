// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
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
@Tag("long")
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

    private static final List<String> OTHER_HALF = List.of("80-");
    private static final List<String> OTHER_QUARTERS = List.of("80-c0", "c0-");

    /** For each change: a shard with 60,000 rows of a table then takes at least 12 seconds. */
    private static final Duration SLOW = Duration.ofNanos(200_000);

    private static TaskManagers taskManagers;

    private final long seed = Seed.choose();

    @BeforeAll
    static void fillTables(@InjectMiniCluster MiniCluster cluster) throws Exception {
        taskManagers = new TaskManagers(cluster);
        DATABASE.create(TABLES);
        for (String table : TABLES) {
            DATABASE.fill(table, 1_000);
        }
    }

    @Test
    @Order(1)
    @Fault("B6")
    void aJobStoppedBeforeTheSwitchContinuesAfterIt(@TempDir Path folder, Figures figures)
            throws Exception {
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 1);
            job.awaitLog(ledger);
            ReshardWorkflow reshard = VITESS.reshard(HALF, QUARTERS);
            reshard.awaitCopied();
            String savepoint = job.stopWithSavepoint(folder);
            writer.awaitTransactions(20);
            reshard.switchTraffic();
            writer.awaitTransactions(20);

            job.restore(DATABASE.source(TABLES), 2, savepoint);
            job.awaitLog(ledger);
            reshard.complete();
            finish(job, ledger, writer, figures);
        }
    }

    @Test
    @Order(2)
    @Fault("B9")
    void theTaskManagersAreLostBetweenTheJournalAndTheNextCheckpoint(
            @TempDir Path folder, Figures figures) throws Exception {
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 1);
            job.awaitLog(ledger);
            ReshardWorkflow reshard = VITESS.reshard(QUARTERS, HALF);
            reshard.awaitCopied();
            String beforeTheJournal = job.stopWithSavepoint(folder);
            job.checkpointEvery(LedgerJob.NO_CHECKPOINTS);
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
            finish(job, ledger, writer, figures);
        }
    }

    @Test
    @Order(3)
    @Fault("B5")
    void aShardIsSplitWhileItsSecondOfThreeTablesIsCopied(Figures figures) throws Exception {
        fillItems();
        ReshardWorkflow reshard = VITESS.reshard(HALF, QUARTERS);
        reshard.awaitCopied();
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            Counts copied = new Counts(job, true);
            job.slowDown(SLOW);
            job.start(sourceThatStaysInTheCopy(), 2);
            job.await(copiedItems(job, HALF, 1_000));
            var third = job.when(change -> isCopied(change, "t1", QUARTERS));
            reshard.switchTraffic();
            System.out.println("Switched after the copy of " + copied);
            assertThat(copied.of("t1")).as("copied rows of the third table").isZero();
            job.slowDown(Duration.ZERO);

            System.out.println("The targets' copy begins with " + job.await(third));
            job.awaitLog(ledger);
            reshard.complete();
            finish(job, ledger, writer, figures);
        }
    }

    @Test
    @Order(4)
    @Fault("B5")
    void aShardIsSplitWhileAJobIsStoppedInTheCopyOfATable(@TempDir Path folder, Figures figures)
            throws Exception {
        fillItems();
        ReshardWorkflow reshard = VITESS.reshard(OTHER_HALF, OTHER_QUARTERS);
        reshard.awaitCopied();
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            Counts copied = new Counts(job, true);
            job.slowDown(SLOW);
            job.start(sourceThatStaysInTheCopy(), 2);
            job.await(copiedItems(job, OTHER_HALF, 1_000));
            String inTheCopy = job.stopWithSavepoint(folder);
            System.out.println("Savepoint after the copy of " + copied);
            reshard.switchTraffic();
            writer.awaitTransactions(20);

            var second = job.when(change -> isCopied(change, "item", OTHER_QUARTERS));
            job.slowDown(Duration.ZERO);
            job.restore(sourceThatStaysInTheCopy(), 1, inTheCopy);
            System.out.println("The targets' copy goes on with " + job.await(second));
            job.awaitLog(ledger);
            reshard.complete();
            finish(job, ledger, writer, figures);
        }
    }

    @Test
    @Order(5)
    @Fault("B8")
    void shardsThatWereDeletedWhileTheJobWasDownFailIt(@TempDir Path folder) throws Exception {
        DATABASE.clear(List.of("item"));
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 2);
            job.awaitLog(ledger);
            String savepoint = job.stopWithSavepoint(folder);
            ReshardWorkflow reshard = VITESS.reshard(OTHER_QUARTERS, OTHER_HALF);
            reshard.switchTraffic();
            writer.awaitTransactions(20);
            reshard.complete();

            job.neverRestart();
            job.restore(DATABASE.source(TABLES), 2, savepoint);
            Throwable failure = job.awaitFailure(Duration.ofSeconds(30));

            assertThat(ExceptionUtils.findThrowableWithMessage(failure, "the shard was deleted"))
                    .as(ExceptionUtils.stringifyException(failure))
                    .get()
                    .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
                    .satisfies(System.out::println)
                    .containsPattern("shard customer/(80-c0|c0-) from position 'MySQL56/.*'")
                    .contains("new snapshot", "VGTID of the new shards");
        }
    }

    /** Gives each half of the keyspace some 60,000 items. */
    private static void fillItems() throws Exception {
        DATABASE.clear(List.of("item"));
        DATABASE.fill("item", 300_000);
    }

    /** A slow job holds the copy of the items up: they do not fit its buffer. */
    private static VitessSource<LedgerChange> sourceThatStaysInTheCopy() {
        return DATABASE.builder(TABLES).bufferSize(1 << 20).build();
    }

    private static CompletableFuture<LedgerChange> copiedItems(
            LedgerJob job, List<String> shards, int number) {
        AtomicInteger count = new AtomicInteger();
        return job.when(
                change -> isCopied(change, "item", shards) && count.incrementAndGet() == number);
    }

    private static boolean isCopied(LedgerChange change, String table, List<String> shards) {
        return change.snapshot() && change.table().equals(table) && shards.contains(change.shard());
    }

    private static void finish(LedgerJob job, Ledger ledger, LedgerWriter writer, Figures figures)
            throws Exception {
        job.finish(ledger, writer, figures);
        ledger.checkSelect();
    }
}
