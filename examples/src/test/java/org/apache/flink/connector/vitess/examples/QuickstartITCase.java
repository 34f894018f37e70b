// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.Test;

/** The quickstart on a Vitess in memory. */
class QuickstartITCase {

    private static final int CTRL_C = 130;

    @Test
    void itShowsTheCopyThenLiveChangesAndEndsCleanlyOnCtrlC() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start()) {
            quickstart.await(10, " copied ", 60);
            quickstart.await(1, " insert ", 30);
            quickstart.await(1, " update ", 30);
            quickstart.await(1, " delete ", 30);
            quickstart.interrupt();

            assertThat(quickstart.awaitExit(20)).isEqualTo(CTRL_C);
            assertThat(quickstart.lines())
                    .as("built by Maven already")
                    .noneMatch(line -> line.startsWith("Building"));
            assertThat(quickstart.lines()).endsWith("", "  Stopping");
            assertThat(changes(quickstart))
                    .anyMatch(line -> line.matches("  -80 +customer +copied  \\d, .*@example.com"))
                    .anyMatch(line -> line.matches("  80- +customer +copied  \\d, .*@example.com"))
                    .anyMatch(line -> line.matches("  -80 +corder +copied  .*, SKU-\\d, \\d+"))
                    .anyMatch(line -> line.matches("  80- +corder +copied  .*, SKU-\\d, \\d+"))
                    .anyMatch(line -> line.matches("  .* update  \\d+, .*  ->  \\d+, .*"))
                    .as("nothing but changes, so no log and no stack trace")
                    .allMatch(
                            line -> line.matches("  \\S+ +\\S+ +(copied|insert|update|delete) .*"));
        }
    }

    @Test
    void aVitessOfTheUsersIsReadAndNotWritten() throws Exception {
        try (EmbeddedVitess vitess = EmbeddedVitess.builder().staticAuth("ann", "pw").start()) {
            EmbeddedKeyspace shop = vitess.createKeyspace("shop", "0");
            shop.createTable(TableDefinition.of("item").bigint("id").primaryKey());
            shop.insert("item", 1);
            String[] options = {
                "--vitess",
                vitess.host() + ":" + vitess.port(),
                "--keyspace",
                "shop",
                "--tables",
                "item",
                "--username",
                "ann",
                "--password",
                "pw"
            };
            try (QuickstartProcess quickstart = QuickstartProcess.start(options)) {
                quickstart.await(1, " copied  1", 60);
                shop.insert("item", 2);
                String position = shop.shard("0").position();
                quickstart.await(1, " insert  2", 30);
                quickstart.interrupt();

                assertThat(quickstart.awaitExit(20)).isEqualTo(CTRL_C);
                assertThat(changes(quickstart)).hasSize(2);
                assertThat(shop.shard("0").position()).isEqualTo(position);
            }
        }
    }

    @Test
    void aWrongPasswordIsOneMessage() throws Exception {
        try (EmbeddedVitess vitess = EmbeddedVitess.builder().staticAuth("ann", "pw").start()) {
            vitess.createKeyspace("customer", "0");
            assertThat(
                            messageOf(
                                    "--vitess",
                                    vitess.host() + ":" + vitess.port(),
                                    "--username",
                                    "ann",
                                    "--password",
                                    "no"))
                    .contains("it refused the login, change 'username' and 'password'");
        }
    }

    @Test
    void aWrongPortIsOneMessage() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(messageOf("--vitess", "localhost:" + free))
                .contains("localhost:" + free + ": nothing accepts connections there");
    }

    @Test
    void anUnknownOptionIsOneMessage() throws Exception {
        assertThat(messageOf("--vites", "local")).isEqualTo("Unknown option --vites");
    }

    /** The lines between the heading and the end. */
    private static List<String> changes(QuickstartProcess quickstart) {
        return quickstart.lines().stream()
                .dropWhile(line -> !line.startsWith("  SHARD "))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .toList();
    }

    /** The one line that it ends with, below the heading if it came to that. */
    private static String messageOf(String... arguments) throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(arguments)) {
            assertThat(quickstart.awaitExit(60)).isEqualTo(1);
            List<String> lines = quickstart.lines();
            List<String> changes = changes(quickstart);
            assertThat(changes.isEmpty() ? lines : changes).hasSize(1);
            return lines.get(lines.size() - 1);
        }
    }
}
