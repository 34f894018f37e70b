// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testutils.process.Installer;
import org.apache.flink.connector.vitess.testutils.process.Installer.Installation;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A vtgate that is too old is refused. Its tablets are newer, as in the middle of an upgrade: those
 * of Vitess 22 need a MySQL that is older than the one of the tests.
 */
@Timeout(600)
@Tag("long")
class OldVtgateITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static final CustomerTables TABLES = new CustomerTables(VITESS);

    private static int port;

    /** Before the rows. */
    private static String vgtid;

    @BeforeAll
    static void startVtgate() {
        Path script = Installer.findScript(Path.of(""), "vitess");
        Installation old = RealServers.orSkip(() -> Installer.install(script, "22.0.4"));
        assertThat(old.versions()).contains("vtgate 22.0.4");
        port = VITESS.vitess().startVtgate(old, "vtgate-22").grpcPort();
        TABLES.create();
        vgtid =
                Stream.of("-80", "80-")
                        .map(OldVtgateITCase::position)
                        .collect(Collectors.joining(",", "[", "]"));
        TABLES.insert(1, 10);
    }

    private static String position(String shard) {
        String gtids =
                VITESS.queryTarget("customer/" + shard, "select @@global.gtid_executed")
                        .get(0)
                        .get(0);
        return """
               {"keyspace": "customer", "shard": "%s", "gtid": "MySQL56/%s"}"""
                .formatted(shard, gtids.replace("\n", ""));
    }

    @Test
    void beforeTheFirstCopiedRow() throws Exception {
        assertRefused(StartupOptions.initial());
    }

    @Test
    void beforeTheFirstChange() throws Exception {
        assertRefused(StartupOptions.specificOffset(vgtid));
    }

    private static void assertRefused(StartupOptions startup) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(startup), 2)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(60)))
                    .hasStackTraceContaining(
                            "vtgate is older than Vitess 23 and sends table 'customer.")
                    .hasStackTraceContaining("upgrade Vitess to 23 or newer");
            assertThat(job.lines()).isEmpty();
        }
    }

    private static VitessSource<String> source(StartupOptions startup) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(port)
                .keyspace("customer")
                .tableList("customer", "corder")
                .startupOptions(startup)
                .deserializer(new ChangeLines())
                .build();
    }
}
