// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.util.List;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Primaries change places, servers die, and come again. */
@Timeout(180)
class ServerFaultsITCase {

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("bank").shards("-80", "80-").replicas(1);

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE = new VitessLedgerDatabase(VITESS, "bank");

    @BeforeAll
    static void createTables() {
        DATABASE.create(Scenario.TABLES);
    }

    @Test
    @Fault("A1")
    void twentyPlannedReparents(Figures figures) throws Exception {
        List<Tablet> tablets = VITESS.vitess().tablets("bank", "-80");
        Scenario.on(VITESS, DATABASE, figures)
                .run(
                        scene -> {
                            for (int i = 1; i <= 20; i++) {
                                scene.reparent("-80", tablets.get(i % 2).alias());
                            }
                        });
    }

    @Test
    @Fault({"A4", "A6"})
    void tabletsAndVtgateDie(Figures figures) throws Exception {
        Scenario.on(VITESS, DATABASE, figures)
                .run(
                        scene -> {
                            scene.killAndRestart("vttablet-100");
                            scene.killAndRestart("vtgate");
                            scene.killAndRestart("vttablet-102");
                        });
    }
}
