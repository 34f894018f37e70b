// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testing.RunningJob;

/**
 * A Debezium in a JVM of its own, since it needs another gRPC and another protobuf, and the lines
 * that it has printed: its events.
 *
 * <p>One thread reads the events while the process lives. Thread-safe. The process ends with this
 * JVM at the latest, since its standard input does.
 */
final class DebeziumProcess implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final Thread reader = new Thread(this::read, "debezium-events");
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private DebeziumProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        reader.setDaemon(true);
        reader.start();
    }

    /** Debezium's defaults, for a keyspace of a vtgate on this machine. */
    static Map<String, String> properties(int grpcPort, String keyspace) {
        return new HashMap<>(
                Map.of(
                        "name",
                        "debezium",
                        "connector.class",
                        "io.debezium.connector.vitess.VitessConnector",
                        "offset.storage",
                        "org.apache.kafka.connect.storage.MemoryOffsetBackingStore",
                        "topic.prefix",
                        "debezium",
                        "database.hostname",
                        "127.0.0.1",
                        "database.port",
                        "" + grpcPort,
                        "vitess.keyspace",
                        keyspace,
                        "vitess.tablet.type",
                        "MASTER"));
    }

    /**
     * Starts Debezium's engine.
     *
     * @param properties Debezium's
     * @param folder where its log goes
     */
    static DebeziumProcess start(Map<String, String> properties, Path folder) throws Exception {
        return start(DebeziumProgram.ENGINE, properties, folder);
    }

    /** The same for a program. */
    static DebeziumProcess start(
            DebeziumProgram program, Map<String, String> properties, Path folder) throws Exception {
        Path log = folder.resolve("debezium.log");
        return new DebeziumProcess(
                new ProcessBuilder(program.command(properties)).redirectError(log.toFile()).start(),
                log);
    }

    private void read() {
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("The events end with " + e);
        }
        end();
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** All events so far. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * Waits until the events fulfil a condition.
     *
     * @throws AssertionError if they do not within a minute, or if the process ends before; with
     *     the end of its log
     */
    synchronized List<String> await(Predicate<List<String>> condition) throws InterruptedException {
        long deadline = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (!condition.test(lines)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || millis <= 0) {
                throw new AssertionError(
                        "Debezium %s after %d events; its log ends with:\n%s"
                                .formatted(ended ? "ended" : "hangs", lines.size(), logTail()));
            }
            wait(millis);
        }
        return lines();
    }

    /** Waits until a line of its log matches, for at most a minute. Returns its first group. */
    String awaitLogged(Pattern line) throws Exception {
        long deadline = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (true) {
            boolean last = !process.isAlive() || System.nanoTime() > deadline;
            Matcher matcher = line.matcher(Files.readString(log));
            if (matcher.find()) {
                return matcher.group(1);
            }
            if (last) {
                throw new AssertionError(line + " is not logged; the end:\n" + logTail());
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    /** Sends it a line. */
    void send(String line) throws IOException {
        BufferedWriter writer = process.outputWriter(StandardCharsets.UTF_8);
        writer.write(line + "\n");
        writer.flush();
    }

    /** Waits for another event, for at most a second. */
    synchronized void awaitChange() throws InterruptedException {
        if (!ended) {
            wait(1000);
        }
    }

    /** Stops it orderly. Returns all its events. */
    List<String> stop() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(RunningJob.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                || process.exitValue() != 0) {
            throw new AssertionError("Debezium does not stop; its log ends with:\n" + logTail());
        }
        reader.join();
        return lines();
    }

    private String logTail() {
        try {
            List<String> all = Files.readAllLines(log);
            return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        reader.join();
    }
}
