// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongPredicate;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ReportedMetrics;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The metrics that {@code docs/metrics.md} says to alert on, when a real Vitess has trouble. */
@Timeout(180)
class MetricsITCase {

    private static final InMemoryReporter REPORTER = InMemoryReporter.create();

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            MiniClusters.twoSlots(REPORTER.addToConfiguration(new Configuration()));

    private static final String SHARD =
            "Source: vitess.0.VitessSource.keyspace.customer.shard.-80.";
    private static final CustomerTables TABLES = new CustomerTables(VITESS);

    @BeforeAll
    static void createTables() {
        TABLES.create();
    }

    @Test
    void aTabletThatHangsIsSeenThoughVtgateIsThere() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(), 1)) {
            TABLES.awaitLog(job);
            ReportedMetrics metrics = new ReportedMetrics(REPORTER, job.id());
            ServerProcess tablet = VITESS.vitess().process("vttablet-100");
            tablet.suspend();
            try {
                await(metrics, "secondsSinceLastEvent", seconds -> seconds >= 15);

                assertThat((Long) metrics.value(SHARD + "secondsSinceLastResponse")).isLessThan(10);
                assertThat(metrics.value(SHARD + "retryAttempt")).isEqualTo(0);
            } finally {
                tablet.resume();
            }
            TABLES.awaitLog(job);
            await(metrics, "secondsSinceLastEvent", seconds -> seconds < 15);
        }
    }

    @Test
    void aVtgateThatIsGoneIsSeenUntilItIsBack() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(), 1)) {
            TABLES.awaitLog(job);
            ReportedMetrics metrics = new ReportedMetrics(REPORTER, job.id());
            VITESS.vitess().process("vtgate").kill();
            await(metrics, "retryAttempt", attempt -> attempt > 1);

            VITESS.vitess().process("vtgate").restart();
            VITESS.vitess().awaitServing();
            TABLES.awaitLog(job);
            await(metrics, "retryAttempt", attempt -> attempt == 0);
            assertThat((Long) metrics.value(SHARD + "reconnects")).isGreaterThan(1);
        }
    }

    private static void await(ReportedMetrics metrics, String name, LongPredicate condition)
            throws Exception {
        metrics.await(SHARD + name, value -> condition.test(((Number) value).longValue()));
    }

    private static VitessSource<String> source() {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("customer")
                .tableList("customer", "corder")
                .deserializer(new ChangeLines())
                .build();
    }
}
