// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.connector.vitess.source.split.VitessSplitSerializer;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A savepoint whose splits cannot be read fails the job before vtgate is asked for any change. */
@Timeout(120)
class DamagedSavepointITCase {

    private static final int INT = Integer.BYTES;

    /** Of a split, after its version and its length. */
    private static final byte[] START =
            ByteBuffer.allocate(2 * INT + 7)
                    .putInt(4)
                    .put("shop".getBytes(StandardCharsets.UTF_8))
                    .putInt(3)
                    .put("-80".getBytes(StandardCharsets.UTF_8))
                    .array();

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version  | 99         | split of the Vitess source has version 99, but this"
                        + " connector reads versions up to",
                "position | 2147483647 | split of the Vitess source is damaged and cannot be"
                        + " restored",
                "position | 8          | split of the Vitess source is damaged and cannot be"
                        + " restored"
            })
    @Fault("C10")
    void isRefused(String what, int value, String message, @TempDir Path folder) throws Exception {
        try (EmbeddedVitess vitess = EmbeddedVitess.start()) {
            ShopTables tables =
                    new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer");
            tables.insert("customer", 1, 10);
            VitessSource<String> source =
                    VitessSource.<String>builder()
                            .hostname(vitess.host())
                            .port(vitess.port())
                            .keyspace("shop")
                            .tableList("customer")
                            .deserializer(new ChangeLines())
                            .build();
            String savepoint;
            try (ChangelogJob job = ChangelogJob.start(source, 1)) {
                job.awaitLines(10);
                savepoint = job.stopWithSavepoint(folder);
            }
            overwrite(savepoint, what.equals("version") ? -2 * INT : START.length, value);
            long responses = vitess.responsesSent();

            try (ChangelogJob job = ChangelogJob.restore(source, 1, savepoint)) {
                assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                        .hasStackTraceContaining(message);
            }
            assertThat(vitess.responsesSent()).isEqualTo(responses);
        }
    }

    /** Overwrites a number beside the start of the split of shard -80. */
    private static void overwrite(String savepoint, int distance, int value) throws IOException {
        Path metadata = Path.of(URI.create(savepoint)).resolve("_metadata");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(metadata));
        int version = new VitessSplitSerializer().getVersion();
        int found = 0;
        for (int at = 2 * INT; at < bytes.limit() - START.length; at++) {
            if (bytes.slice(at, START.length).equals(ByteBuffer.wrap(START))
                    && bytes.getInt(at - 2 * INT) == version) {
                bytes.putInt(at + distance, value);
                found++;
            }
        }
        assertThat(found).as("splits of shard -80 in the savepoint").isEqualTo(1);
        Files.write(metadata, bytes.array());
    }
}
