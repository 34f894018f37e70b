// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes and how they end, with shell commands in place of servers. */
class ServerProcessTest {

    private DataFolder data;
    private Launcher launcher;

    @BeforeEach
    void createLauncher() {
        data = newDataFolder();
        launcher = new Launcher(data, Map.of("GREETING", "hello"));
    }

    @AfterEach
    void close() {
        launcher.close();
        data.close();
    }

    @Test
    void runsWithTheGivenEnvironmentAndNeverAsRoot() {
        ServerProcess process =
                process("echo $GREETING from $(id -u), home=$HOME.; exec sleep 600");

        process.launch();

        Waiting.until(() -> !process.logTail().isEmpty(), () -> "the process says hello");
        assertThat(process.logTail()).startsWith("hello from ").endsWith("home=.");
        assertThat(process.logTail()).doesNotContain("from 0,");
    }

    @Test
    void aFailedStartNamesTheProcessAndShowsItsLog() {
        ServerProcess process = process("echo no such port; exit 3", () -> false);

        process.launch();

        assertThatThrownBy(process::awaitReady)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "vttablet-100 ended with exit code 3; the end of its log:\nno such port");
    }

    @Test
    void isKilledStoppedAndStartedAgain() {
        ServerProcess process = process("exec sleep 600");
        process.launch();
        long first = process.pid();

        process.kill();
        assertThat(process.isAlive()).isFalse();
        process.restart();
        assertThat(process.isAlive()).isTrue();
        assertThat(process.pid()).isNotEqualTo(first);
        process.stop();
        assertThat(process.isAlive()).isFalse();
        assertThat(ProcessHandle.of(first)).isEmpty();
    }

    @Test
    void aProcessDoesNotOutliveAKilledJvm() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Abandoning.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(jvm.inputReader().readLine())).orElseThrow();
        assertThat(child.isAlive()).isTrue();

        jvm.destroyForcibly();

        assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.onExit())
                .as("process %d of the killed JVM", child.pid())
                .succeedsWithin(Duration.ofSeconds(10));
    }

    /** Starts a process, prints its id and waits to be killed. */
    static final class Abandoning {

        public static void main(String[] args) throws Exception {
            Launcher launcher = new Launcher(newDataFolder(), Map.of());
            System.out.println(launcher.start("abandoned", List.of("sleep", "600")).pid());
            Thread.currentThread().join();
        }
    }

    private static DataFolder newDataFolder() {
        return DataFolder.create(Path.of(System.getProperty("java.io.tmpdir"), "vitess-test"));
    }

    private ServerProcess process(String script) {
        return process(script, () -> true);
    }

    private ServerProcess process(String script, BooleanSupplier ready) {
        return new ServerProcess("vttablet-100", List.of("sh", "-c", script), ready, launcher);
    }
}
