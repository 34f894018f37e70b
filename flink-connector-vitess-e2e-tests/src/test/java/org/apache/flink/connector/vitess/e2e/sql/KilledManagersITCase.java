// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.AppendedChangelog;
import org.apache.flink.connector.vitess.testing.ledger.AppendedChangelog.Appended;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.network.FaultyProxy;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * JobManagers and TaskManagers of a real Flink are killed while a job copies a ledger of a real
 * Vitess, and while it reads the log. {@code LostManagersITCase} does so more often, inside of one
 * JVM. -Dseed repeats a run's random numbers.
 */
@Timeout(600)
@Tag("long")
class KilledManagersITCase {

    private static final int ROWS = 16_000;
    private static final int KILLS = 2;

    /** Of each shard and table, while they are copied: that takes long enough for the kills. */
    private static final int BYTES_PER_SECOND = 20_000;

    /**
     * Between transactions meanwhile: the copy of a table ends only if its log is caught up with.
     */
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Copied rows come some tens at a time. */
    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("customer")
                    .shards("-80", "80-")
                    .vttabletFlags(
                            "--vstream-dynamic-packet-size=false", "--vstream-packet-size=2000");

    private static final VitessLedgerDatabase DATABASE =
            new VitessLedgerDatabase(VITESS, "customer");

    private final long seed = Seed.choose();
    private final Random random = new Random(seed);
    private ChangelogFiles files;
    private StandaloneFlink flink;
    private Figures figures;
    private int taskManager;

    @BeforeAll
    static void createTables() {
        DATABASE.create(LedgerScript.TABLES);
    }

    @Test
    @Fault({"C1", "C2", "C3", "C4"})
    void killedManagersLoseAndRepeatNothing(@TempDir Path folder, Figures itsFigures)
            throws Exception {
        figures = itsFigures;
        files = new ChangelogFiles(folder);
        AppendedChangelog changelog = new AppendedChangelog(files::rows);
        Ledger ledger = filled();
        try (FaultyProxy proxy = FaultyProxy.before(VITESS.vitess().grpcPort());
                StandaloneFlink cluster = start();
                LedgerWriter writer = ledger.startWriter(seed)) {
            flink = cluster;
            writer.pauseFor(PAUSE);
            proxy.bandwidth(BYTES_PER_SECOND);
            String job = flink.sqlClient().submit(LedgerScript.appends(proxy.port(), 2, files));
            for (int i = 0; i < KILLS; i++) {
                awaitCopied(1 + random.nextInt(500));
                kill(i % 2 == 0);
            }
            proxy.heal();
            writer.pauseFor(LedgerWriter.SHORT_PAUSE);
            changelog.awaitLog(ledger);
            for (int i = 0; i < KILLS; i++) {
                writer.awaitTransactions(1 + random.nextInt(100));
                kill(i % 2 == 1);
                changelog.awaitLog(ledger);
            }
            writer.close();
            changelog.awaitCommitted(ledger);
            figures.add("transactions", writer.transactions());
            figures.add("changes", files.rows().size());
            flink.cancel(job);
        }
    }

    private static Ledger filled() throws Exception {
        DATABASE.clear(LedgerScript.TABLES);
        for (String table : LedgerScript.TABLES) {
            DATABASE.fill(table, ROWS);
        }
        return Ledger.open(DATABASE, LedgerScript.TABLES);
    }

    private static StandaloneFlink start() throws Exception {
        Path jar = UberJar.path();
        return RealServers.orSkip(
                () -> StandaloneFlink.version("2.3.0").jar(jar).highlyAvailable().start());
    }

    /** Waits until so many more rows were copied, which must not be all. */
    private void awaitCopied(int more) {
        long until = copied() + more;
        Waiting.until(() -> copied() >= until, () -> "copied rows after " + until);
        assertThat(copied()).as("rows copied, of %s", 2 * ROWS).isLessThan(2L * ROWS);
    }

    private long copied() {
        return files.rows().stream().filter(Appended::snapshot).count();
    }

    private void kill(boolean aJobManager) {
        if (aJobManager) {
            flink.killAndRestartJobManager();
            figures.add("JobManagers killed", 1);
        } else {
            flink.killTaskManager(taskManager);
            taskManager = flink.startTaskManager();
            figures.add("TaskManagers killed", 1);
        }
    }
}
