// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.ledger.CopyAgain;
import org.apache.flink.connector.vitess.testing.ledger.EmbeddedLedgerDatabase;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDeserializer;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.PlantedFault;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table that is damaged in the sink is copied again, while writers never stop. Of the other
 * tables, and after the copy of this one, too, each change comes once.
 */
@Timeout(180)
class ResnapshotITCase {

    private static final List<String> TABLES = List.of("account", "item", "t1");
    private static final String DAMAGED = "item";

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static TaskManagers taskManagers;

    private final long seed = Seed.choose();
    private final Random random = new Random(seed);
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private EmbeddedLedgerDatabase database;

    @BeforeAll
    static void findTaskManagers(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
    }

    @BeforeEach
    void startVitess() {
        // A response of a few rows, so that a table is copied in many batches.
        vitess = EmbeddedVitess.builder().vstreamPacketSize(500).start();
        keyspace = vitess.createKeyspace("bank", "-80", "80-");
        database = new EmbeddedLedgerDatabase(keyspace, TABLES);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void aDamagedTableIsRightAgainAndNoFailureCopiesItTwice(@TempDir Path folder) throws Exception {
        Ledger ledger = filled(2_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            String damaged = startAndDamage(job, ledger, folder);
            CopyAgain copyAgain = CopyAgain.of(job, ledger, DAMAGED);
            writer.awaitTransactions(200);

            job.restore(source(DAMAGED), 2, damaged);
            for (int i = 0; i < 3; i++) {
                job.await(job.failWhen(copied(random.nextInt(500))));
            }
            taskManagers.replaceAll();
            job.awaitLog(ledger);
            int deleted = copyAgain.deleteUntouched();
            System.out.println("rows that were gone: " + deleted);
            assertThat(deleted).isPositive();

            var second = job.when(LedgerChange::snapshot);
            taskManagers.replaceAll();
            job.awaitLog(ledger);
            String done = job.stopWithSavepoint(folder);
            writer.awaitTransactions(50);
            job.restore(source(DAMAGED), 1, done);
            job.finish(ledger, writer);
            assertThat(second).as("a row of a second copy").isNotDone();
        }
    }

    @Test
    void shardsThatAreReshardedInTheMidstGoOnWithTheCopy(@TempDir Path folder) throws Exception {
        Ledger ledger = filled(2_000);
        keyspace.addShards("-40", "40-80");
        EmbeddedReshard reshard = keyspace.reshard(List.of("-80"), List.of("-40", "40-80"));
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            String damaged = startAndDamage(job, ledger, folder);
            CopyAgain copyAgain = CopyAgain.of(job, ledger, DAMAGED);
            writer.awaitTransactions(200);

            AtomicInteger copied = new AtomicInteger();
            var inCopy =
                    job.when(
                            change ->
                                    change.snapshot()
                                            && change.shard().equals("-80")
                                            && copied.incrementAndGet() > 200);
            job.slowDown(Duration.ofMillis(1));
            job.restore(source(DAMAGED), 2, damaged);
            job.await(inCopy);
            String halfway = job.stopWithSavepoint(folder);
            // A copy sees the journal when it is resumed.
            reshard.switchTraffic();
            var target = job.when(change -> change.snapshot() && change.shard().equals("-40"));
            job.restore(source(DAMAGED), 2, halfway);
            job.await(target);
            job.slowDown(Duration.ZERO);
            job.awaitLog(ledger);
            copyAgain.deleteUntouched();

            var second = job.when(LedgerChange::snapshot);
            String done = job.stopWithSavepoint(folder);
            job.restore(source(DAMAGED), 1, done);
            job.finish(ledger, writer);
            assertThat(second).as("a row of a second copy").isNotDone();
        }
    }

    /** The targets have to do what the restored job was asked for. */
    @Test
    void shardsThatAreReshardedBeforeTheCopyDoNotLoseTheRequest(@TempDir Path folder)
            throws Exception {
        Ledger ledger = filled(500);
        keyspace.addShards("-40", "40-80");
        EmbeddedReshard reshard = keyspace.reshard(List.of("-80"), List.of("-40", "40-80"));
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            String damaged = startAndDamage(job, ledger, folder);
            CopyAgain copyAgain = CopyAgain.of(job, ledger, DAMAGED);
            reshard.switchTraffic();
            writer.awaitTransactions(200);

            job.restore(source(DAMAGED), 2, damaged);
            job.awaitLog(ledger);
            copyAgain.deleteUntouched();
            job.finish(ledger, writer);
        }
    }

    @Test
    void withoutTheRequestTheDamageStays(@TempDir Path folder) throws Exception {
        Ledger ledger = filled(100);
        try (LedgerJob job = new LedgerJob()) {
            String damaged = startAndDamage(job, ledger, folder);

            job.restore(source(), 2, damaged);
            assertThatThrownBy(() -> job.awaitCommitted(ledger, Duration.ofSeconds(3)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("EQ: ")
                    .hasMessageContaining("item ");
        }
    }

    /** Updates of accounts have the faults, and there are none before the restore. */
    @Test
    void aChangeOfAnotherTableThatIsLostMeanwhileIsSeen(@TempDir Path folder) throws Exception {
        Ledger ledger = filled(300);
        try (LedgerJob job = new LedgerJob(PlantedFault.DROP)) {
            job.start(source(), 1);
            job.awaitLog(ledger);
            String damaged = job.stopWithSavepoint(folder);
            CopyAgain.of(job, ledger, DAMAGED);
            try (LedgerWriter writer = ledger.startWriter(seed)) {
                writer.awaitTransactions(200);
                job.restore(source(DAMAGED), 1, damaged);

                assertThat(
                                ExceptionUtils.stringifyException(
                                        job.awaitFailure(Duration.ofSeconds(60))))
                        .contains("LEDGER: ")
                        .contains("account ");
            }
        }
    }

    /** Reads all tables, stops, and then damages one of them in the sink. Returns the savepoint. */
    private String startAndDamage(LedgerJob job, Ledger ledger, Path folder) throws Exception {
        job.start(source(), 2);
        job.awaitLog(ledger);
        String savepoint = job.stopWithSavepoint(folder);
        CopyAgain.damage(job, DAMAGED);
        return savepoint;
    }

    private static Predicate<LedgerChange> copied(int changes) {
        AtomicInteger count = new AtomicInteger();
        return change -> change.snapshot() && count.incrementAndGet() > changes;
    }

    private Ledger filled(int rows) throws Exception {
        for (String table : TABLES) {
            database.fill(table, rows);
        }
        return Ledger.open(database, TABLES);
    }

    private VitessSource<LedgerChange> source(String... resnapshot) {
        return VitessSource.<LedgerChange>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("bank")
                .tableList(TABLES.toArray(String[]::new))
                .scanResnapshotTables(resnapshot)
                .connectRetryDelay(Duration.ofMillis(10))
                .deserializer(new LedgerDeserializer())
                .build();
    }
}
