// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.testutils.flink.FlinkJob;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cluster of the SQL tests by itself: what breaks is noticed, and reported. */
@Timeout(300)
class StandaloneFlinkITCase {

    private static final String COUNT_UP =
            """
            CREATE TABLE numbers (n BIGINT) WITH (
              'connector' = 'datagen', 'rows-per-second' = '10',
              'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '1000000');
            CREATE TABLE printed (n BIGINT) WITH ('connector' = 'print');
            SET 'execution.checkpointing.interval' = '500ms';
            INSERT INTO printed SELECT n FROM numbers;
            """;

    private static StandaloneFlink flink;

    @BeforeAll
    static void start() {
        flink = RealServers.orSkip(() -> StandaloneFlink.version("2.3.0").slots(1).start());
    }

    @AfterAll
    static void close() {
        if (flink != null) {
            List<ServerProcess> processes = flink.processes();
            flink.close();
            assertThat(processes).noneMatch(ServerProcess::isAlive);
        }
    }

    @Test
    void aFailedStatementFailsItsScript() {
        assertThatThrownBy(() -> flink.sqlClient().run("SELECT * FROM nothing;\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Object 'nothing' not found");
    }

    @Test
    void aJobContinuesAfterItsTaskManagerWasKilledAndStopsWithASavepoint() {
        String job = flink.sqlClient().submit(COUNT_UP);
        flink.awaitPrinted(printed -> printed.contains("+I[10]"));

        flink.killTaskManager(0);
        flink.startTaskManager();

        int before = flink.printed().size();
        flink.awaitPrinted(printed -> printed.size() > before);
        assertThat(flink.stopWithSavepoint(job)).startsWith("file:/");
        assertThat(flink.jobs()).filteredOn(FlinkJob::id, job).allMatch(FlinkJob::isOver);
        assertThatThrownBy(() -> flink.await(job, "RUNNING"))
                .hasMessageContaining("is FINISHED, not RUNNING");
    }
}
