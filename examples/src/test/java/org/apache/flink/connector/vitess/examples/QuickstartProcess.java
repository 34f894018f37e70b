// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code quickstart.sh} in a process of its own, as a user starts it. */
final class QuickstartProcess implements AutoCloseable {

    private static final Path SCRIPT = Path.of("quickstart.sh").toAbsolutePath();

    private final List<String> lines = new ArrayList<>();
    private final Process process;
    private final Thread reader;
    private boolean ended;

    private QuickstartProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "quickstart-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it in another folder than its own; its errors come with its output. */
    static QuickstartProcess start(String... arguments) throws IOException {
        // A shell that runs Maven in the background has it ignore SIGINT, and so its children.
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        return new QuickstartProcess(
                new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .start());
    }

    private void read() {
        process.inputReader().lines().forEach(this::add);
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    /** All lines so far. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for a number of lines that contain a text. */
    synchronized void await(int count, String text, int seconds) throws InterruptedException {
        Predicate<String> wanted = line -> line.contains(text);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (lines.stream().filter(wanted).count() < count) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0 || ended) {
                throw new AssertionError(
                        "Not %d times '%s' in %d s, but\n%s"
                                .formatted(count, text, seconds, String.join("\n", lines)));
            }
            wait(millis);
        }
    }

    /** What Ctrl-C sends. */
    void interrupt() throws Exception {
        int status =
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(status).as("kill").isZero();
    }

    /** The processes that it started and that run. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** Waits for its end, and for its last line. */
    int awaitExit(int seconds) throws InterruptedException {
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as("ended within %d s, after\n%s", seconds, String.join("\n", lines()))
                .isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(seconds));
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
