// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.ledger.CopyAgain;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every committed change once on a real Vitess, whatever fails, while a ledger is written all the
 * time. At the end of each test all oracles of {@link LedgerJob} hold.
 */
@Timeout(180)
class ExactlyOnceITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE =
            new VitessLedgerDatabase(VITESS, "customer");

    /** In the order in which they are copied. */
    private static final List<String> TABLES = List.of("account", "item", "t1");

    /** A table without a ledger writer, for changes of many rows. */
    private static final String BIG = "t9";

    private static final List<String> WITH_BIG = List.of("account", "item", "t1", BIG);

    /**
     * For each change: a table of 20,000 rows then takes seconds, and not much more is buffered.
     */
    private static final Duration SLOW = Duration.ofNanos(20_000);

    private static TaskManagers taskManagers;

    private final long seed = Seed.choose();

    @BeforeAll
    static void createTables(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
        DATABASE.create(WITH_BIG);
    }

    @BeforeEach
    void clearTables() throws Exception {
        DATABASE.clear(WITH_BIG);
    }

    @Test
    @Fault("C1")
    void aTaskManagerLostInTheCopyOfTheSecondOfThreeTables() throws Exception {
        Ledger ledger = filled(TABLES, 60_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            Counts copied = new Counts(job, true);
            job.start(DATABASE.source(TABLES), 2);
            job.await(job.when(change -> copied.of("item") > 10_000));
            System.out.println("TaskManager lost after the copy of " + copied);
            assertThat(copied.of("t1")).as("copied rows of the third table").isZero();
            taskManagers.replaceOldest();

            job.finish(ledger, writer);
        }
    }

    /** Cases H1 and H2 of resuming a copy: before the second table, and in it. */
    @Test
    void failuresAtTheEndOfATableAndInTheNextOne() throws Exception {
        Ledger ledger = filled(TABLES, 4_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            Counts copied = new Counts(job, true);
            job.start(DATABASE.source(TABLES), 2);
            job.await(job.failWhen(change -> copied.of("account") == 4_000));
            System.out.println("Failed after the copy of " + copied);
            job.await(job.failWhen(copied(change -> change.table().equals("item"), 1)));
            System.out.println("Failed after the copy of " + copied);
            job.await(job.failWhen(copied(change -> change.table().equals("item"), 500)));
            System.out.println("Failed after the copy of " + copied);

            job.finish(ledger, writer);
        }
    }

    @Test
    @Fault("C8")
    void savepointsAtTheEndOfATableAndInTheNextOne(@TempDir Path folder) throws Exception {
        Ledger ledger = filled(TABLES, 20_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            Counts copied = new Counts(job, true);
            job.slowDown(SLOW);
            job.start(DATABASE.source(TABLES), 2);
            job.await(job.when(change -> copied.of("account") > 19_000));
            String atTheEnd = job.stopWithSavepoint(folder);
            System.out.println("Savepoint after the copy of " + copied);
            assertThat(copied.of("t1")).as("copied rows of the third table").isLessThan(20_000);
            writer.awaitTransactions(20);
            job.restore(DATABASE.source(TABLES), 1, atTheEnd);
            job.await(job.when(change -> copied.of("item") > 10_000));
            String inTheNext = job.stopWithSavepoint(folder);
            System.out.println("Savepoint after the copy of " + copied);
            assertThat(copied.of("t1")).as("copied rows of the third table").isLessThan(20_000);
            writer.awaitTransactions(20);
            job.restore(DATABASE.source(TABLES), 2, inTheNext);
            job.slowDown(Duration.ZERO);

            job.finish(ledger, writer);
        }
    }

    @Test
    void aTableThatWasDamagedInTheSinkIsRightAgainOnceItIsCopiedAgain(@TempDir Path folder)
            throws Exception {
        Ledger ledger = filled(TABLES, 4_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 2);
            job.awaitLog(ledger);
            String damaged = job.stopWithSavepoint(folder);
            CopyAgain.damage(job, "item");
            CopyAgain copyAgain = CopyAgain.of(job, ledger, "item");
            writer.awaitTransactions(100);

            job.restore(DATABASE.builder(TABLES).scanResnapshotTables("item").build(), 2, damaged);
            job.await(job.failWhen(copied(change -> change.table().equals("item"), 500)));
            job.awaitLog(ledger);
            copyAgain.deleteUntouched();
            job.finish(ledger, writer);
        }
    }

    @Test
    @Fault("C2")
    void failuresWhileABacklogIsRead(@TempDir Path folder) throws Exception {
        Ledger ledger = filled(WITH_BIG, 2_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed, TABLES)) {
            Counts logged = new Counts(job, false);
            job.start(DATABASE.source(WITH_BIG), 2);
            job.awaitLog(ledger);
            String savepoint = job.stopWithSavepoint(folder);
            for (int i = 0; i < 50; i++) {
                countUp("-80", 1, " limit 500");
                countUp("80-", 1, " limit 500");
            }
            job.restore(DATABASE.source(WITH_BIG), 1, savepoint);
            job.await(job.failWhen(change -> logged.of(BIG) > 10_000));
            System.out.println("Failed after " + logged);
            job.await(job.when(change -> logged.of(BIG) > 30_000));
            System.out.println("TaskManager lost after " + logged);
            taskManagers.replaceOldest();

            job.finish(ledger, writer);
        }
    }

    @Test
    @Fault({"C6", "C7"})
    void aFailureInsideATransactionOf63000RowsOfWhichSomeAreCommitted() throws Exception {
        Ledger ledger = filled(WITH_BIG, 20_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed, TABLES)) {
            job.start(DATABASE.source(WITH_BIG), 2);
            job.awaitLog(ledger);
            Counts logged = new Counts(job, false);
            AtomicInteger inside = new AtomicInteger();
            job.slowDown(SLOW);
            var failure =
                    job.failWhen(
                            change -> {
                                inside.set(job.committedUpdates(BIG));
                                return logged.of(BIG) > 40_000;
                            });
            countUp("-80", 7, " limit 9000");
            job.await(failure);
            job.slowDown(Duration.ZERO);
            System.out.printf(
                    "Failed after %s of 63,000 rows of one transaction, %d of them committed%n",
                    logged, inside.get());
            assertThat(inside.get()).as("rows committed inside").isBetween(1, 62_999);

            job.finish(ledger, writer);
            assertThat(job.committedUpdates(BIG)).isEqualTo(63_000);
        }
    }

    @Test
    void serversThatDieUnderLoad() throws Exception {
        Ledger ledger = filled(TABLES, 1_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 2);
            job.awaitLog(ledger);
            VITESS.vitess().process("vtgate").restart();
            VITESS.vitess().awaitServing();
            writer.awaitTransactions(50);
            for (String server : List.of("vtgate", "vttablet-100", "vttablet-101")) {
                VITESS.vitess().process(server).kill();
                VITESS.vitess().process(server).restart();
                VITESS.vitess().awaitServing();
                writer.awaitTransactions(50);
            }

            job.finish(ledger, writer);
        }
    }

    /** Counts the versions of rows of the big table up, in one transaction. */
    private static void countUp(String shard, int statements, String limit) throws Exception {
        DATABASE.run(
                shard,
                Collections.nCopies(
                        statements, "update " + BIG + " set version = version + 1" + limit),
                true);
    }

    private static Predicate<LedgerChange> copied(Predicate<LedgerChange> which, int number) {
        AtomicInteger count = new AtomicInteger();
        return change ->
                change.snapshot() && which.test(change) && count.incrementAndGet() == number;
    }

    private static Ledger filled(List<String> tables, int rows) throws Exception {
        for (String table : tables) {
            DATABASE.fill(table, rows);
        }
        return Ledger.open(DATABASE, tables);
    }
}
