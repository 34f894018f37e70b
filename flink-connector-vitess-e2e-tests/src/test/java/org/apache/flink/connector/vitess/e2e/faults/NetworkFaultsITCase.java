// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.sql.SQLException;
import java.time.Duration;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.network.FaultyProxy;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The network between the job and vtgate is slow, or fails; or vtgate has lost the topology. */
@Tag("long")
@Timeout(360)
class NetworkFaultsITCase {

    private static final Duration HALF_OPEN_BOUND = Duration.ofMinutes(1);

    /** gRPC lets vtgate pause for up to 144 s before it tries to connect to etcd again. */
    private static final Duration TOPOLOGY_BOUND = Duration.ofMinutes(3);

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("bank").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE = new VitessLedgerDatabase(VITESS, "bank");

    private FaultyProxy proxy;

    @BeforeAll
    static void createTables() {
        DATABASE.create(Scenario.TABLES);
    }

    @BeforeEach
    void startProxy() {
        proxy = FaultyProxy.before(VITESS.vitess().grpcPort());
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    private Scenario throughProxy(Figures figures) {
        return Scenario.on(VITESS, DATABASE, figures).source(source -> source.port(proxy.port()));
    }

    @Test
    @Fault("A12")
    void slowNetworks(Figures figures) throws Exception {
        throughProxy(figures)
                .run(
                        scene -> {
                            proxy.latency(Duration.ofMillis(300));
                            scene.progress();
                            proxy.bandwidth(64 << 10);
                            scene.progress();
                            proxy.slice(7);
                            scene.progress();
                            proxy.heal();
                            figures.add("connections", proxy.accepted());
                        });
    }

    @Test
    @Fault("A12")
    void connectionsThatAreReset(Figures figures) throws Exception {
        throughProxy(figures)
                .run(
                        scene -> {
                            for (int i = 0; i < 10; i++) {
                                proxy.reset();
                                scene.write();
                            }
                            proxy.cutAfter(50_000);
                            scene.progress();
                            scene.write();
                            scene.progress();
                            proxy.heal();
                            figures.add("connections", proxy.accepted());
                        });
    }

    @Test
    @Fault("A12")
    void connectionsThatAreHalfOpen(Figures figures) throws Exception {
        throughProxy(figures)
                .run(
                        scene -> {
                            long start = System.nanoTime();
                            int before = proxy.accepted();
                            proxy.halfOpen();
                            Waiting.until(
                                    HALF_OPEN_BOUND,
                                    () -> proxy.accepted() > before,
                                    () -> "the job has noticed that its connection is dead");
                            figures.add(
                                    "seconds to the next connection",
                                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
                        });
    }

    @Test
    @Fault("A7")
    void etcdDies(Figures figures) throws Exception {
        runWithoutEtcd(figures, Duration.ZERO);
    }

    @Test
    @Fault("A7")
    @Timeout(480)
    void etcdIsAwayForTwoMinutes(Figures figures) throws Exception {
        runWithoutEtcd(figures, Duration.ofMinutes(2));
    }

    private void runWithoutEtcd(Figures figures, Duration away) throws Exception {
        throughProxy(figures)
                .run(
                        scene -> {
                            long end = System.nanoTime() + away.toNanos();
                            scene.kill("etcd");
                            scene.progress();
                            while (System.nanoTime() < end) {
                                scene.write();
                            }
                            proxy.reset();
                            scene.write();
                            scene.restart("etcd");
                            Waiting.until(
                                    TOPOLOGY_BOUND,
                                    NetworkFaultsITCase::vtgateReadsTheTopology,
                                    () -> "vtgate reads the topology again");
                        });
    }

    private static boolean vtgateReadsTheTopology() {
        try {
            return !VITESS.servingShards("bank").isEmpty();
        } catch (SQLException e) {
            return false;
        }
    }
}
