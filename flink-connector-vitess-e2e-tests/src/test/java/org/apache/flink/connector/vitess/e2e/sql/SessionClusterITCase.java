// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlinkBuilder;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session cluster lives for months, and has each job's jar in a class loader of its own. */
@Timeout(720)
@Tag("long")
class SessionClusterITCase {

    private static final int WARM_UP = 5;
    private static final int SUBMITS = 50;

    /** Flink's own pools grow a little. A leak would have at least one for each submit. */
    private static final int SLACK = 15;

    @ParameterizedTest(name = "Flink {0}")
    @ValueSource(strings = {"1.20.5", "2.3.0"})
    @Fault("C16")
    void fiftySubmitsLeaveNothing(String version, @TempDir Path folder) throws Exception {
        try (EmbeddedVitess vitess = EmbeddedVitess.start();
                StandaloneFlink flink = RealServers.orSkip(() -> cluster(version).start())) {
            EmbeddedKeyspace shop = vitess.createKeyspace("shop", "-80", "80-");
            shop.createTable(TableDefinition.of("customer").bigint("id").primaryKey());
            for (int id = 1; id <= 10; id++) {
                shop.insert("customer", id);
            }
            SessionSubmits submits = new SessionSubmits(flink.restPort(), folder);
            run(WARM_UP, submits, flink, vitess);
            List<JvmUse> before = settled(flink, vitess);

            run(SUBMITS, submits, flink, vitess);

            List<JvmUse> after = settled(flink, vitess);
            System.out.printf("Flink %s: before %s, after %s%n", version, before, after);
            for (int process = 0; process < before.size(); process++) {
                JvmUse was = before.get(process);
                JvmUse is = after.get(process);
                assertThat(is.threads()).isLessThan(was.threads() + SLACK);
                assertThat(is.descriptors()).isLessThan(was.descriptors() + SLACK);
                assertThat(is.classLoaders()).isLessThan(was.classLoaders() + SLACK);
            }
        }
    }

    /** Whose REST interface does not tell the states of seconds ago. */
    private static StandaloneFlinkBuilder cluster(String version) {
        return StandaloneFlink.version(version).option("web.refresh-interval", "100");
    }

    private static void run(
            int count, SessionSubmits submits, StandaloneFlink flink, EmbeddedVitess vitess)
            throws Exception {
        for (int i = 0; i < count; i++) {
            long read = vitess.responsesSent();
            String job = submits.submit(vitess.port());
            Waiting.until(() -> vitess.responsesSent() > read, () -> "the job reads");
            flink.cancel(job);
        }
    }

    /** JobManager and TaskManager, once nothing of the connector runs in them. */
    private static List<JvmUse> settled(StandaloneFlink flink, EmbeddedVitess vitess)
            throws Exception {
        Waiting.until(
                () ->
                        vitess.openConnections() == 0
                                && use(flink).stream().allMatch(use -> use.ours().isEmpty()),
                () ->
                        "nothing runs any more, but %d connections, and %s"
                                .formatted(vitess.openConnections(), use(flink)));
        return use(flink);
    }

    private static List<JvmUse> use(StandaloneFlink flink) {
        return flink.processes().stream()
                .map(ServerProcess::pid)
                .map(SessionClusterITCase::use)
                .toList();
    }

    private static JvmUse use(long pid) {
        try {
            return JvmUse.of(pid);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
