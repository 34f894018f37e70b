// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.process.Installer;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/sql-client.sh}, as its readers start it, on a real Flink. */
@Timeout(240)
class SqlClientScriptITCase {

    private static final Path SCRIPT = Path.of("..", "examples", "sql-client.sh").toAbsolutePath();

    private static final String NEWEST =
            StandaloneFlink.VERSIONS.get(StandaloneFlink.VERSIONS.size() - 1);

    private static final String COUNT =
            """
            SET 'execution.runtime-mode' = 'batch';
            SELECT 'customers', COUNT(*) FROM customer /*+ OPTIONS('scan.startup.mode' = 'snapshot') */
            WHERE customer_id <= 5;
            """;

    private static final String FOREVER = "SELECT shard, order_id, version FROM corder;\n";

    @TempDir private Path folder;

    private Process script;

    @BeforeAll
    static void needFlink() {
        RealServers.orSkip(
                () -> Installer.install(Installer.findScript(Path.of(""), "flink"), NEWEST));
    }

    @AfterEach
    void end() {
        // Its servers end with it, which is tested.
        script.destroyForcibly();
    }

    @Test
    void aFileIsRunOnTheTablesThatAreThereAndAllEndsWithIt() throws Exception {
        script = start(COUNT);
        List<ProcessHandle> servers = servers();
        assertThat(script.waitFor(180, TimeUnit.SECONDS)).as("ended\n%s", output()).isTrue();

        assertThat(script.exitValue()).as(output()).isZero();
        assertThat(output())
                .contains("the tables are customer and corder")
                .containsPattern("\\| +customers \\| +5 \\|")
                .doesNotContain("[ERROR]")
                .doesNotContain("Building");
        assertThat(servers).as("servers that ran").hasSizeGreaterThan(2);
        assertThat(servers).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aKilledScriptLeavesNothingBehind() throws Exception {
        script = start(FOREVER);
        List<ProcessHandle> servers = servers();
        Waiting.until(() -> output().contains("1002"), () -> "a row is shown\n" + output());
        servers.addAll(script.descendants().toList());
        script.destroyForcibly();

        Waiting.until(
                () -> servers.stream().noneMatch(ProcessHandle::isAlive),
                () -> "all is ended of " + servers);
    }

    /** In another folder than its own, with its errors among its output. */
    private Process start(String statements) throws IOException {
        Path file = Files.writeString(folder.resolve("statements.sql"), statements);
        return new ProcessBuilder(SCRIPT.toString(), "-f", file.getFileName().toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    /** The JVMs that run once the client is about to start. */
    private List<ProcessHandle> servers() {
        Pattern ready = Pattern.compile("Flink's web pages are at http://127.0.0.1:\\d+");
        Waiting.until(
                () -> {
                    Matcher found = ready.matcher(output());
                    return found.find() || !script.isAlive();
                },
                () -> "the servers are ready\n" + output());
        return new ArrayList<>(script.descendants().toList());
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"))
                    .replaceAll("\u001B\\[[0-9;?]*[a-zA-Z]", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
