// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.PlantedFault;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scenario whose job loses, repeats or swaps one change turns red. */
@Timeout(120)
class ControlRunsITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("bank").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE = new VitessLedgerDatabase(VITESS, "bank");

    @BeforeAll
    static void createTables() {
        DATABASE.create(Scenario.TABLES);
    }

    @ParameterizedTest
    @CsvSource({"DROP, LEDGER: ", "DUPLICATE, LEDGER: ", "SWAP, ORDER: "})
    void aPlantedFaultTurnsARunRed(PlantedFault planted, String oracle) {
        Scenario scenario = Scenario.on(VITESS, DATABASE, new Figures()).rows(20).planted(planted);

        assertThatThrownBy(() -> scenario.run(scene -> scene.writer().awaitTransactions(500)))
                .satisfies(e -> System.out.println(planted + ": " + e))
                .satisfies(
                        e ->
                                org.assertj.core.api.Assertions.assertThat(
                                                ExceptionUtils.stringifyException(e))
                                        .contains(oracle));
    }
}
