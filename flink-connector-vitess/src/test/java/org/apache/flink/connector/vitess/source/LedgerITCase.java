// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.EmbeddedLedgerDatabase;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDeserializer;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.PlantedFault;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writers that never stop, a job that fails again and again, and each committed change once. */
@Timeout(120)
class LedgerITCase {

    private static final List<String> TABLES = List.of("account", "item", "t1");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static TaskManagers taskManagers;

    private final long seed = Seed.choose();
    private final Random random = new Random(seed);
    private EmbeddedVitess vitess;
    private EmbeddedLedgerDatabase database;

    @BeforeAll
    static void findTaskManagers(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
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

    @ParameterizedTest
    @CsvSource({"DROP, LEDGER: ", "DUPLICATE, LEDGER: ", "SWAP, ORDER: "})
    void aFaultOfTheSourceFailsTheJob(PlantedFault fault, String oracle) throws Exception {
        Ledger ledger = filled(20);
        try (LedgerJob job = new LedgerJob(fault);
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(), 1);

            Throwable failure = job.awaitFailure(Duration.ofSeconds(30));

            System.out.println(fault + ": " + rootMessage(failure));
            assertThat(rootMessage(failure)).startsWith(oracle).contains("account ", "transaction");
        }
    }

    @Test
    void aChangeThatTheSinkLosesIsSeen() throws Exception {
        Ledger ledger = filled(20);
        try (LedgerJob job = new LedgerJob(PlantedFault.LOSE)) {
            job.start(source(), 1);
            try (LedgerWriter writer = ledger.startWriter(seed)) {
                job.await(job.when(change -> !change.snapshot()));
                writer.awaitTransactions(200);
            }

            assertThatThrownBy(() -> job.awaitCommitted(ledger, Duration.ofSeconds(5)))
                    .isInstanceOf(AssertionError.class)
                    .satisfies(e -> System.out.println("LOSE: " + e.getMessage()))
                    .hasMessageMatching("(?s)(EQ: |\\[CHANGELOG: |\\[LEDGER: ).*");
        }
    }

    @Test
    @Fault({"C1", "C2", "C6"})
    void failuresInTheCopyAndInTheLogLoseAndRepeatNothing() throws Exception {
        Ledger ledger = filled(5_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            var tasks = failuresAfter(job, true, 12_000);
            var lost = job.when(counted(true, random.nextInt(12_000)));
            job.start(source(), 2);
            job.await(lost);
            taskManagers.replaceOldest();
            for (var failure : tasks) {
                job.await(failure);
            }
            job.awaitLog(ledger);
            tasks = failuresAfter(job, false, 1_000);
            taskManagers.replaceOldest();
            for (var failure : tasks) {
                job.await(failure);
            }
            taskManagers.replaceOldest();
            writer.awaitTransactions(100);
            writer.close();
            System.out.println("writer: " + writer);
            job.awaitCommitted(ledger);
        }
    }

    /** Fails tasks three times, each after a number of changes from now on. */
    private List<CompletableFuture<LedgerChange>> failuresAfter(
            LedgerJob job, boolean copied, int most) {
        return IntStream.range(0, 3)
                .mapToObj(i -> job.failWhen(counted(copied, random.nextInt(most))))
                .toList();
    }

    @Test
    @Fault("C8")
    void savepointsAndOtherParallelismLoseAndRepeatNothing(@TempDir Path folder) throws Exception {
        Ledger ledger = filled(5_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(), 2);
            job.await(job.when(counted(true, 2_000 + random.nextInt(4_000))));
            String inCopy = job.stopWithSavepoint(folder);
            writer.awaitTransactions(50);

            job.restore(source(), 1, inCopy);
            job.awaitLog(ledger);
            writer.awaitTransactions(50);
            String inLog = job.stopWithSavepoint(folder);
            writer.awaitTransactions(50);

            job.restore(source(), 2, inLog);
            writer.awaitTransactions(100);
            writer.close();
            job.awaitCommitted(ledger);
        }
    }

    @Test
    @Fault("C11")
    void aTableIsAddedAndItsCopyFails(@TempDir Path folder, Figures figures) throws Exception {
        Ledger ledger = filled(3_000);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source("account", "t1"), 2);
            job.await(job.when(change -> !change.snapshot() && change.table().equals("t1")));
            String savepoint = job.stopWithSavepoint(folder);
            writer.awaitTransactions(50);

            job.restore(source("account", "item", "t1"), 2, savepoint);
            for (int i = 0; i < 3; i++) {
                job.await(job.failWhen(counted(true, random.nextInt(700))));
            }
            taskManagers.replaceAll();
            job.finish(ledger, writer);
            figures.add("restarts of tasks", job.restarts());
            figures.add("changes", job.committedChanges());
        }
    }

    private static Predicate<LedgerChange> counted(boolean copied, int changes) {
        AtomicInteger count = new AtomicInteger();
        return change -> change.snapshot() == copied && count.incrementAndGet() > changes;
    }

    private Ledger filled(int rows) throws Exception {
        for (String table : TABLES) {
            database.fill(table, rows);
        }
        return Ledger.open(database, TABLES);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    private VitessSource<LedgerChange> source() {
        return source("account", "item", "t1");
    }

    private VitessSource<LedgerChange> source(String... tables) {
        return VitessSource.<LedgerChange>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("bank")
                .tableList(tables)
                .scanNewlyAddedTableEnabled(true)
                .deserializer(new LedgerDeserializer())
                .build();
    }
}
