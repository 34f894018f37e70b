// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.connector.vitess.config.Compression;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testutils.network.FaultyProxy;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows of 4 MB come from a real vtgate over connections that break after one. */
@Timeout(120)
class CompressionITCase {

    private static final int ROWS = 400;
    private static final int ROW_BYTES = 10_000;

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("large").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private FaultyProxy proxy;

    @BeforeAll
    static void createTable() {
        VITESS.vitess()
                .applySchema("large", "create table t (id bigint primary key, body mediumtext)");
        for (int id = 1; id <= ROWS; id++) {
            VITESS.sql(
                    "insert into t (id, body) values (%d, repeat('row %1$d ', %d))"
                            .formatted(id, ROW_BYTES / 8));
        }
    }

    @BeforeEach
    void startProxy() {
        proxy = FaultyProxy.before(VITESS.vitess().grpcPort());
        proxy.cutAfter(1_000_000);
    }

    @AfterEach
    void stopProxy() {
        proxy.close();
    }

    @Test
    void packedResponsesTakeLessThanAQuarterOfTheBytes() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(Compression.GZIP), 1)) {
            if (knowsGzip()) {
                assertThat(job.awaitLines(ROWS)).hasSize(ROWS);
            } else {
                assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                        .hasStackTraceContaining("remove 'grpc.compression'");
            }
        }
    }

    @Test
    void responsesThatAreNotPackedAreCutOff() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(Compression.NONE), 1)) {
            job.awaitFailure(Duration.ofSeconds(60));

            assertThat(job.lines()).hasSizeLessThan(ROWS);
        }
    }

    private static boolean knowsGzip() {
        return !VITESS.vitess().version().startsWith("23.");
    }

    private VitessSource<String> source(Compression compression) {
        return VitessSource.<String>builder()
                .hostname("127.0.0.1")
                .port(proxy.port())
                .compression(compression)
                .connectMaxRetries(0)
                .keyspace("large")
                .tableList("t")
                .deserializer(new RowLengths())
                .build();
    }
}
