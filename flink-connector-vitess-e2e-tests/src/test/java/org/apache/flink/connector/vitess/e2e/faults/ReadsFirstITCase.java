// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.nio.file.Path;
import java.util.List;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.e2e.ReshardWorkflow;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.test.junit5.MiniClusterExtension;
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
 * Reshards that move the reads of the replicas first, and then the writes, of which a job reads.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
@Tag("long")
class ReadsFirstITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("bank").shards("0").replicas(1);

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE = new VitessLedgerDatabase(VITESS, "bank");

    private static final List<String> WHOLE = List.of("0");
    private static final List<String> HALVES = List.of("-80", "80-");

    @BeforeAll
    static void createTables() {
        DATABASE.create(Scenario.TABLES);
    }

    @Test
    @Order(1)
    @Fault("B16")
    void theJobRunsOnTheReplicas(Figures figures) throws Exception {
        scenario(figures)
                .run(
                        scene -> {
                            ReshardWorkflow reshard = scene.reshard(WHOLE, HALVES);
                            reshard.switchReads();
                            scene.write();
                            scene.progress();
                            reshard.switchTraffic();
                            scene.progress();
                            reshard.complete();
                        });
    }

    @Test
    @Order(2)
    @Fault("B16")
    void theJobStartsAgainBetweenTheReadsAndTheWrites(@TempDir Path folder, Figures figures)
            throws Exception {
        scenario(figures)
                .run(
                        scene -> {
                            ReshardWorkflow reshard = scene.reshard(HALVES, WHOLE);
                            reshard.switchReads();
                            String savepoint = scene.stop(folder);
                            scene.write();
                            scene.restore(savepoint);
                            scene.progress();
                            reshard.switchTraffic();
                            scene.progress();
                            reshard.complete();
                        });
    }

    private static Scenario scenario(Figures figures) {
        return Scenario.on(VITESS, DATABASE, figures)
                .source(builder -> builder.tabletType(TabletType.REPLICA));
    }
}
