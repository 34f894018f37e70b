// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.LeftOvers;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.OpenFiles;
import org.apache.flink.connector.vitess.testing.QuietLog;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job that fails at each start leaves nothing open, however often Flink starts it. */
@Timeout(180)
class FailingStartsITCase {

    private static final int STARTS = 50;

    /** Flink's own, which come and go. A leak would have at least one for each start. */
    private static final int SLACK = 20;

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir private Path folder;
    private EmbeddedVitess vitess;
    private Map<String, Integer> before;
    private String savepoint;

    @BeforeEach
    void runAJobThatIsStopped() throws Exception {
        vitess = EmbeddedVitess.start();
        new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer")
                .insert("customer", 1, 10);
        try (ChangelogJob job = ChangelogJob.start(builder().build(), 2)) {
            job.awaitLines(10);
            savepoint = job.stopWithSavepoint(folder);
        }
        LeftOvers.awaitNone(Duration.ofSeconds(20));
        before = OpenFiles.ofThisJvm();
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void readersWithoutTheFileOfTheTlsOptionsLeaveNothingOpen() throws Exception {
        fail(
                withoutCa(),
                RunningJob.from(savepoint),
                "The files of the TLS options cannot be read");
    }

    @Test
    void anEnumeratorWithoutTheFileOfTheTlsOptionsLeavesNothingOpen() throws Exception {
        fail(withoutCa(), new Configuration(), "The files of the TLS options cannot be read");
    }

    @Test
    void aVtgateThatIsNotThereLeavesNothingOpen() throws Exception {
        fail(
                builder().port(Ports.next()).connectMaxRetries(1).build(),
                new Configuration(),
                "nothing accepts connections");
    }

    @Test
    void aTableThatIsNotThereLeavesNothingOpen() throws Exception {
        fail(builder().tableList("missing").build(), new Configuration(), "missing");
    }

    private void fail(VitessSource<String> source, Configuration configuration, String message)
            throws Exception {
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "" + STARTS);
        configuration.setString("restart-strategy.fixed-delay.delay", "0 ms");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                .uid("vitess")
                .map(line -> line)
                .uid("collector")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        try (QuietLog quiet = new QuietLog();
                RunningJob job = new RunningJob(env.executeAsync("failing"))) {
            assertThat(job.awaitFailure(Duration.ofSeconds(120)))
                    .hasStackTraceContaining("Recovery is suppressed")
                    .hasStackTraceContaining(message);
        }
        LeftOvers.awaitNone(Duration.ofSeconds(20));
        awaitAsBefore();
    }

    private void awaitAsBefore() {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!isAsBefore() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(isAsBefore()).as("%s were open, now %s", before, OpenFiles.ofThisJvm()).isTrue();
        assertThat(vitess.openConnections()).as("connections").isZero();
    }

    private boolean isAsBefore() {
        return OpenFiles.ofThisJvm().entrySet().stream()
                .allMatch(now -> now.getValue() <= before.getOrDefault(now.getKey(), 0) + SLACK);
    }

    private VitessSource<String> withoutCa() {
        String missing = folder.resolve("missing.pem").toString();
        return builder().tls(new TlsConfig(missing, null, null, null)).build();
    }

    private VitessSourceBuilder<String> builder() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer")
                .deserializer(new ChangeLines());
    }
}
