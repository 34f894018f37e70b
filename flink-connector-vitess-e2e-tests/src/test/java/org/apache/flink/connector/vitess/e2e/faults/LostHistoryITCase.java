// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shard no longer has the transactions that a job has read, or is to read next: the job fails
 * soon, and says so. Each test has a keyspace of its own.
 */
@Timeout(180)
class LostHistoryITCase {

    private static final String SHARD = "-";
    private static final Duration BOUND = Duration.ofSeconds(60);

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("reset").shards(SHARD).replicas(1);

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    @TempDir private Path folder;

    @Test
    @Fault("A15")
    void aResetOfTheBinaryLogs(Figures figures) throws Exception {
        VitessLedgerDatabase database = database("reset");
        String failure =
                on(database, figures)
                        .fails(
                                BOUND,
                                scene -> {
                                    scene.settle();
                                    VITESS.vitess()
                                            .executeAsDba(
                                                    scene.tablet(SHARD, 0),
                                                    "RESET BINARY LOGS AND GTIDS");
                                    insert(database);
                                });

        assertLost(failure, "reset/-");
    }

    @Test
    @Fault("A3")
    void aNewPrimaryThatLacksTransactions(Figures figures) throws Exception {
        VITESS.vitess().addKeyspace("lost", "none", SHARD);
        VitessLedgerDatabase database = database("lost");
        String failure =
                on(database, figures)
                        .fails(
                                BOUND,
                                scene -> {
                                    // The applier keeps running: an emergency reparent waits
                                    // for it to apply the relay log.
                                    VITESS.vitess()
                                            .executeAsDba(
                                                    scene.tablet(SHARD, 1),
                                                    "STOP REPLICA IO_THREAD");
                                    scene.write();
                                    scene.settle();
                                    scene.kill(scene.tablet(SHARD, 0).mysqld().name());
                                    scene.kill(scene.tablet(SHARD, 0).vttablet().name());
                                    scene.emergencyReparent(SHARD);
                                    VITESS.vitess().awaitServing();
                                    insert(database);
                                });

        assertLost(failure, "lost/-");
    }

    @Test
    @Fault("A13")
    void purgedBinaryLogs(Figures figures) throws Exception {
        VITESS.vitess().addKeyspace("purged", "none", SHARD);
        VitessLedgerDatabase database = database("purged");
        String failure =
                on(database, figures)
                        .fails(
                                BOUND,
                                scene -> {
                                    String savepoint = scene.stop(folder);
                                    scene.write();
                                    scene.writer().close();
                                    scene.inEachMySql(SHARD, "FLUSH BINARY LOGS");
                                    scene.inEachMySql(
                                            SHARD,
                                            "PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY");
                                    scene.restore(savepoint);
                                });

        assertThat(failure)
                .contains("purged/-")
                .contains("MySQL56/")
                .contains("are purged: restart without state")
                .contains("binlog_expire_logs_seconds");
    }

    /**
     * The stream makes no progress: the sooner the shard is asked why, the sooner the test ends.
     */
    private static Scenario on(VitessLedgerDatabase database, Figures figures) {
        return Scenario.on(VITESS, database, figures)
                .source(source -> source.standstillTimeout(Duration.ofSeconds(20)));
    }

    private static void assertLost(String failure, String shard) {
        assertThat(failure)
                .contains(shard)
                .contains("MySQL56/")
                .contains("lost transactions that were read before")
                .contains("restart without state");
    }

    private static VitessLedgerDatabase database(String keyspace) {
        VitessLedgerDatabase database = new VitessLedgerDatabase(VITESS, keyspace);
        database.create(Scenario.TABLES);
        return database;
    }

    /** A job that went on with the new history would commit it. */
    private static void insert(VitessLedgerDatabase database) throws Exception {
        database.run(SHARD, List.of("insert into account values (9000000001, 0, 1)"), true);
    }
}
