// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.apache.flink.connector.vitess.testing.OpenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that cannot be made leaves nothing open; Flink tries again at each restart. */
@Timeout(60)
class ClientLeakTest {

    private static final int STARTS = 50;

    @TempDir private Path folder;

    @Test
    void aMissingFileOfTheTlsOptionsLeavesNothingOpen() throws Exception {
        failsWithoutLeak(folder.resolve("missing.pem"));
    }

    @Test
    void anUnreadableFileOfTheTlsOptionsLeavesNothingOpen() throws Exception {
        failsWithoutLeak(Files.writeString(folder.resolve("ca.pem"), "no certificate at all"));
    }

    private static void failsWithoutLeak(Path ca) throws Exception {
        ConnectionConfig config =
                new ConnectionConfig(
                        List.of(new Endpoint("localhost", 1)),
                        null,
                        Map.of(),
                        new TlsConfig(ca.toString(), null, null, null),
                        1 << 20,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10));
        assertThatThrownBy(() -> new VitessClient(config)).isInstanceOf(RuntimeException.class);
        Map<String, Integer> before = OpenFiles.ofThisJvm();
        for (int start = 0; start < STARTS; start++) {
            assertThatThrownBy(() -> new VitessClient(config)).isInstanceOf(RuntimeException.class);
        }

        // A group of threads closes its selector in a thread of its own.
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!isLike(before) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(isLike(before))
                .as("%s were open, now %s", before, OpenFiles.ofThisJvm())
                .isTrue();
    }

    private static boolean isLike(Map<String, Integer> before) {
        Map<String, Integer> now = OpenFiles.ofThisJvm();
        return now.entrySet().stream()
                .allMatch(kind -> kind.getValue() <= before.getOrDefault(kind.getKey(), 0) + 5);
    }
}
