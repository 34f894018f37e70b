// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Runs the scripts below {@code tools} that bring server programs to this machine. */
public final class Installer {

    private static final int LINES_OF_A_FAILURE = 25;

    private Installer() {}

    /**
     * What is installed.
     *
     * @param home the folder of the programs
     * @param versions one line for each server, as in {@code vtgate 24.0.0}
     */
    public record Installation(Path home, List<String> versions) {}

    /**
     * Installs what is missing; prints the script's progress on {@code System.err}.
     *
     * @param arguments what the script needs to know, as in a version
     * @throws InstallException if the script fails; the message is what it said
     */
    public static Installation install(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        List<String> versions = run(command);
        command.add("--print-home");
        return new Installation(Path.of(run(command).get(0)), versions);
    }

    /**
     * Finds {@code tools/<server>/install.sh} in the given folder or the nearest one above it that
     * has it.
     */
    public static Path findScript(Path folder, String server) {
        Path wanted = Path.of("tools", server, "install.sh");
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            Path script = at.resolve(wanted);
            if (Files.isRegularFile(script)) {
                return script;
            }
        }
        throw new InstallException(
                "found no %s in %s or above it".formatted(wanted, folder.toAbsolutePath()));
    }

    private static List<String> run(List<String> command) {
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
            throw new UncheckedIOException("cannot run " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + command.get(0), e);
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
