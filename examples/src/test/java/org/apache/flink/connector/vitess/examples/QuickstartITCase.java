// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The quickstart as a user runs it: a process of its own, and Ctrl-C. */
@Timeout(120)
class QuickstartITCase {

    @Test
    void itShowsTheCopyThenLiveChangesAndEndsCleanlyOnCtrlC() throws Exception {
        Process quickstart = start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = quickstart.inputReader()) {
            readUntil(output, lines, " insert ");
            readUntil(output, lines, " update ");
            readUntil(output, lines, " delete ");
            interrupt(quickstart);
            output.lines().forEach(lines::add);

            assertThat(quickstart.waitFor(20, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            quickstart.destroyForcibly();
        }
        assertThat(lines)
                .filteredOn(line -> line.contains(" copied "))
                .hasSizeGreaterThanOrEqualTo(10);
        assertThat(lines)
                .anyMatch(line -> line.startsWith("  -80  ") && line.contains(" copied "))
                .anyMatch(line -> line.startsWith("  80-  ") && line.contains(" copied "))
                .anyMatch(line -> line.contains(" update ") && line.contains("  ->  "))
                .noneMatch(line -> line.contains("Exception") || line.contains("\tat "));
    }

    @Test
    void aMistakeIsOneMessageAndExitCode1() throws Exception {
        Process quickstart = start("--vitess", "nowhere.invalid:15991");
        List<String> lines = quickstart.inputReader().lines().toList();

        assertThat(quickstart.waitFor(20, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(quickstart.exitValue()).isEqualTo(1);
        assertThat(lines.get(lines.size() - 1))
                .contains("nowhere.invalid:15991: the host is unknown, change 'hostname'");
        assertThat(lines).noneMatch(line -> line.contains("\tat "));
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx512m",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Quickstart.class.getName()),
                                Stream.of(arguments))
                        .toList();
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void readUntil(BufferedReader output, List<String> lines, String word)
            throws IOException {
        String line = output.readLine();
        while (line != null) {
            lines.add(line);
            if (line.contains(word)) {
                return;
            }
            line = output.readLine();
        }
        throw new AssertionError("It ended without '" + word + "':\n" + String.join("\n", lines));
    }

    private static void interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
}
