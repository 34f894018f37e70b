// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart on a Vitess in memory. */
class QuickstartITCase {

    private static final int CTRL_C = 130;

    private static final String CHANGE = "  \\S+ +\\S+ +(copied|insert|update|delete) .*";
    private static final String VERDICT =
            "  [\\d,]+ rows seen, [\\d,]+ versions checked: none lost, none twice";
    private static final String RESHARD =
            "  (SPLIT|MERGE)  .*traffic|  DONE   Flink reads [^;]*; " + VERDICT.strip();

    @Test
    void itShowsTheCopyChangesASplitAndAMergeAndEndsCleanlyOnCtrlC() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start()) {
            quickstart.await(10, " copied ", 60);
            quickstart.await(1, " insert ", 30);
            quickstart.await(1, " update ", 30);
            quickstart.await(1, " delete ", 30);
            quickstart.await(1, "  SPLIT  -80 80-  ->  -40 40-80 80-c0 c0-", 60);
            quickstart.await(1, "  DONE   Flink reads -40 40-80 80-c0 c0-; ", 60);
            quickstart.await(1, "  MERGE  -40 40-80 80-c0 c0-  ->  -80 80-", 60);
            quickstart.await(1, "  DONE   Flink reads -80 80-; ", 60);
            quickstart.interrupt();

            assertThat(quickstart.awaitExit(20)).isEqualTo(CTRL_C);
            assertThat(quickstart.lines())
                    .as("built by Maven already")
                    .noneMatch(line -> line.startsWith("Building"));
            assertThat(quickstart.lines()).endsWith("", "  Stopping");
            assertThat(changes(quickstart))
                    .anyMatch(line -> line.matches("  -80 +customer +copied  \\d, .*.com, 1"))
                    .anyMatch(line -> line.matches("  80- +customer +copied  \\d, .*.com, 1"))
                    .anyMatch(line -> line.matches("  -80 +corder +copied  .*, SKU-\\d, \\d+, 1"))
                    .anyMatch(line -> line.matches("  80- +corder +copied  .*, SKU-\\d, \\d+, 1"))
                    .anyMatch(line -> line.matches("  .* update  \\d+, .*, 1  ->  \\d+, .*, 2"))
                    .anyMatch(line -> line.matches("  40-80 .* (insert|update|delete) .*"))
                    .as("nothing but changes and verdicts, so no log and no stack trace")
                    .allMatch(line -> line.matches(CHANGE + "|" + RESHARD + "|" + VERDICT));
        }
    }

    @Test
    void theTableThatItPrintsIsReady() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start()) {
            quickstart.await(1, "  SHARD ", 60);
            String port = text(quickstart, "vtgate listens on 127.0.0.1:(\\d+)");

            assertThat(Waiting.accepts(Integer.parseInt(port))).isTrue();
            assertThat(text(quickstart, "'hostname' = '127.0.0.1:(\\d+)'")).isEqualTo(port);
        }
    }

    private static String text(QuickstartProcess quickstart, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(String.join("\n", quickstart.lines()));
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }

    @TempDir private Path folder;

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
                "--password-file",
                Files.writeString(folder.resolve("password"), "pw\n").toString()
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
    void withoutATerminalThePasswordIsNotAskedFor() throws Exception {
        assertThat(messageOf("--vitess", "localhost:1", "--username", "ann"))
                .contains("--username needs a password: add --password-file FILE");
    }

    @Test
    void tlsAndHeadersReachAVitessThatAsksForThem() throws Exception {
        SelfSigned tls = SelfSigned.create(folder);
        try (EmbeddedVitess vitess =
                EmbeddedVitess.builder()
                        .tls(tls.certificate().toFile(), tls.key().toFile())
                        .basicAuth("ann", "pw")
                        .start()) {
            vitess.createKeyspace("shop", "0")
                    .createTable(TableDefinition.of("item").bigint("id").primaryKey());
            vitess.keyspace("shop").insert("item", 1);
            String[] options = {
                "--vitess",
                "localhost:" + vitess.port(),
                "--keyspace",
                "shop",
                "--tables",
                "item",
                "--tls-ca-file",
                tls.certificate().toString(),
                "--header",
                "authorization=Basic YW5uOnB3"
            };
            try (QuickstartProcess quickstart = QuickstartProcess.start(options)) {
                quickstart.await(1, " copied  1", 60);
            }
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
