// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Reshards of a real Vitess under a job, while a ledger is written all the time. At the end of each
 * test all oracles of {@link LedgerJob} hold. Each test starts a job of its own on the shards that
 * the one before has left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class ReshardingITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE =
            new VitessLedgerDatabase(VITESS, "customer");

    private static final List<String> TABLES = List.of("account", "item", "t1");

    private static final List<String> WHOLE = List.of("0");
    private static final List<String> HALVES = List.of("-80", "80-");
    private static final List<String> QUARTERS = List.of("-40", "40-80", "80-c0", "c0-");
    private static final List<String> UNEVEN = List.of("-40", "40-c0", "c0-");

    /**
     * Far above the 2 seconds that it takes at parallelism 1 at most here, for slower machines; so
     * that a target that waits for a timeout, such as vtgate's or a retry's, is seen.
     */
    private static final Duration MOST = Duration.ofSeconds(15);

    private final long seed = Seed.choose();

    @BeforeAll
    static void fillTables() throws Exception {
        DATABASE.create(TABLES);
        for (String table : TABLES) {
            DATABASE.fill(table, 1_000);
        }
    }

    @Test
    @Order(1)
    @Fault("B1")
    void theOnlyShardIsSplit(Figures figures) throws Exception {
        reshard(WHOLE, HALVES, 1, figures);
    }

    @Test
    @Order(2)
    @Fault("B2")
    void twoShardsAreSplit(Figures figures) throws Exception {
        reshard(HALVES, QUARTERS, 2, figures);
    }

    @Test
    @Order(3)
    @Fault("B3")
    void fourShardsAreMergedIntoTwo(Figures figures) throws Exception {
        reshard(QUARTERS, HALVES, 2, figures);
    }

    @Test
    @Order(4)
    @Fault("B4")
    void aTargetHasRowsOfTwoSources(Figures figures) throws Exception {
        reshard(HALVES, UNEVEN, 1, figures);
    }

    @Test
    @Order(5)
    @Fault("B13")
    void trafficGoesForthAndBackAndForth(Figures figures) throws Exception {
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), 2);
            job.awaitLog(ledger);
            ReshardWorkflow reshard = VITESS.reshard(UNEVEN, HALVES);
            for (int i = 0; i < 2; i++) {
                awaitRows(job, ledger, HALVES, reshard::switchTraffic);
                if (i == 0) {
                    awaitRows(job, ledger, UNEVEN, reshard::reverseTraffic);
                }
            }
            reshard.complete();
            finish(job, ledger, writer, figures);
        }
    }

    private void reshard(
            List<String> sources, List<String> targets, int parallelism, Figures figures)
            throws Exception {
        Ledger ledger = Ledger.open(DATABASE, TABLES);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(DATABASE.source(TABLES), parallelism);
            job.awaitLog(ledger);
            ReshardWorkflow reshard = VITESS.reshard(sources, targets);
            awaitRows(job, ledger, targets, reshard::switchTraffic);
            reshard.complete();
            finish(job, ledger, writer, figures);
        }
    }

    private static void awaitRows(
            LedgerJob job, Ledger ledger, List<String> targets, Runnable traffic) throws Exception {
        FirstRows rows = new FirstRows(job, targets);
        traffic.run();
        assertThat(rows.await()).isLessThan(MOST);
        job.awaitLog(ledger);
    }

    private static void finish(LedgerJob job, Ledger ledger, LedgerWriter writer, Figures figures)
            throws Exception {
        job.finish(ledger, writer, figures);
        ledger.checkSelect();
    }
}
