// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Runs the installer of the server programs. */
final class Installer {

    private static final Path SCRIPT = Path.of("tools", "vitess", "install.sh");
    private static final int LINES_OF_A_FAILURE = 25;

    private Installer() {}

    /**
     * What is installed.
     *
     * @param home the folder of the programs
     * @param versions one line for each server, as in {@code vtgate 24.0.0}
     */
    record Installation(Path home, List<String> versions) {

        /** Where a program of Vitess is. */
        String vitess(String program) {
            return home.resolve("vitess").resolve(program).toString();
        }

        /** Where mysqld or etcd is. */
        String server(String program) {
            return servers().resolve("bin").resolve(program).toString();
        }

        /** The folder that Vitess is told as MySQL's own. */
        Path servers() {
            return home.resolve("servers");
        }
    }

    /** Installs what is missing; prints the installer's progress on {@code System.err}. */
    static Installation install(Path script) {
        List<String> versions = run(script.toString());
        String home = run(script.toString(), "--print-home").get(0);
        return new Installation(Path.of(home), versions);
    }

    /** Finds the installer in the given folder or the nearest one above it that has it. */
    static Path findScript(Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            Path script = at.resolve(SCRIPT);
            if (Files.isRegularFile(script)) {
                return script;
            }
        }
        throw new InstallException(
                "found no %s in %s or above it".formatted(SCRIPT, folder.toAbsolutePath()));
    }

    private static List<String> run(String... command) {
        List<String> output = new ArrayList<>();
        Deque<String> progress = new ArrayDeque<>();
        try {
            Process process = new ProcessBuilder(command).start();
            // The output is a few lines, so it waits in the pipe while the progress is read.
            try (BufferedReader lines = process.errorReader()) {
                lines.lines().forEach(line -> show(line, progress));
            }
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(output::add);
            }
            if (process.waitFor() != 0) {
                throw new InstallException(String.join("\n", progress));
            }
            return List.copyOf(output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while installing Vitess", e);
        }
    }

    private static void show(String line, Deque<String> progress) {
        System.err.println(line);
        progress.addLast(line);
        if (progress.size() > LINES_OF_A_FAILURE) {
            progress.removeFirst();
        }
    }
}
