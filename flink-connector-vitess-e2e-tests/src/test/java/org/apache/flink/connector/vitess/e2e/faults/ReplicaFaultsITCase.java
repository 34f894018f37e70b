// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.nio.file.Path;
import java.sql.Connection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two replicas dies, lags, changes its type, or has lost its logs: the other one has the
 * changes. The job reads from replicas, but for the test where one of them becomes the primary.
 */
@Tag("long")
@Timeout(180)
class ReplicaFaultsITCase {

    private static final String SHARD = "-";

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("bank")
                    .shards(SHARD)
                    .replicas(2)
                    // Without it a tablet says that it never lags.
                    .vttabletFlags("--enable-replication-reporter")
                    .vtgateFlags("--discovery-low-replication-lag=3s");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE = new VitessLedgerDatabase(VITESS, "bank");

    @TempDir private Path folder;

    @BeforeAll
    static void createTables() {
        DATABASE.create(Scenario.TABLES);
    }

    private static Scenario onReplicas(Figures figures) {
        return Scenario.on(VITESS, DATABASE, figures)
                .source(source -> source.tabletType(TabletType.REPLICA));
    }

    @Test
    @Fault("A5")
    void mysqldsOfReplicasDie(Figures figures) throws Exception {
        onReplicas(figures)
                .run(
                        scene -> {
                            Tablet first = scene.tablet(SHARD, 1);
                            Tablet second = scene.tablet(SHARD, 2);
                            scene.kill(first.mysqld().name());
                            scene.progress();
                            scene.restartReplica(first);
                            scene.kill(second.mysqld().name());
                            scene.progress();
                            scene.kill(first.mysqld().name());
                            scene.write();
                            scene.restartReplica(first);
                            scene.progress();
                            scene.restartReplica(second);
                        });
    }

    @Test
    @Fault("A8")
    void replicasLag(Figures figures) throws Exception {
        onReplicas(figures)
                .run(
                        scene -> {
                            for (int i = 1; i <= 2; i++) {
                                stopSqlThread(scene, i);
                                scene.progress();
                                startSqlThread(scene, i);
                            }
                            stopSqlThread(scene, 1);
                            stopSqlThread(scene, 2);
                            scene.write();
                            startSqlThread(scene, 1);
                            startSqlThread(scene, 2);
                        });
    }

    private static void stopSqlThread(Scene scene, int tablet) {
        VITESS.vitess().executeAsDba(scene.tablet(SHARD, tablet), "STOP REPLICA SQL_THREAD");
        scene.figures().add("replicas that lag", 1);
    }

    private static void startSqlThread(Scene scene, int tablet) {
        VITESS.vitess().executeAsDba(scene.tablet(SHARD, tablet), "START REPLICA SQL_THREAD");
    }

    @Test
    @Fault("A9")
    void tabletsChangeTheirType(Figures figures) throws Exception {
        onReplicas(figures)
                .run(
                        scene -> {
                            for (int i = 1; i <= 2; i++) {
                                Tablet tablet = scene.tablet(SHARD, i);
                                scene.changeType(tablet, "rdonly");
                                scene.progress();
                                scene.changeType(tablet, "replica");
                            }
                            for (int i : new int[] {1, 2, 0}) {
                                scene.reparent(SHARD, scene.tablet(SHARD, i).alias());
                                scene.progress();
                            }
                        });
    }

    @Test
    @Fault("A14")
    void oneReplicaHasPurgedItsLogs(Figures figures) throws Exception {
        onReplicas(figures)
                .run(
                        scene -> {
                            Tablet purged = scene.tablet(SHARD, 1);
                            ServerProcess other = scene.tablet(SHARD, 2).vttablet();
                            String savepoint = scene.stop(folder);
                            scene.write();
                            VITESS.vitess().executeAsDba(purged, "FLUSH BINARY LOGS");
                            VITESS.vitess()
                                    .executeAsDba(
                                            purged,
                                            "PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY");
                            scene.kill(other.name());
                            scene.restore(savepoint);
                            Waiting.until(
                                    () -> VITESS.vitess().logTail("vtgate").contains("purged"),
                                    () -> "vtgate has tried the tablet without logs");
                            scene.restart(other.name());
                        });
    }

    /**
     * No transaction is being committed at the kill, though one is open: what waits for the
     * replicas' acknowledgement may be read already, and be lost.
     */
    @Test
    @Fault("A2")
    void thePrimarysMysqldDiesWithSemiSync(Figures figures) throws Exception {
        VITESS.vitess().addKeyspace("durable", "semi_sync", SHARD);
        VitessLedgerDatabase database = new VitessLedgerDatabase(VITESS, "durable");
        database.create(Scenario.TABLES);
        Scenario.on(VITESS, database, figures)
                .run(
                        scene -> {
                            Tablet primary = scene.tablet(SHARD, 0);
                            Connection open = VITESS.connection(database.target(SHARD));
                            open.setAutoCommit(false);
                            open.createStatement()
                                    .execute("insert into account values (9000000001, 0, 1)");
                            synchronized (scene.ledger()) {
                                scene.kill(primary.mysqld().name());
                            }
                            open.abort(Runnable::run);
                            scene.kill(primary.vttablet().name());
                            scene.emergencyReparent(SHARD);
                            VITESS.vitess().awaitServing();
                            scene.write();
                        });
    }
}
