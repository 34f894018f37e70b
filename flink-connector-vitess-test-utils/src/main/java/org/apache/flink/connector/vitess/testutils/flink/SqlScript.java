// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** A script that the SQL client runs. Closing it ends the client, not the jobs it has started. */
public final class SqlScript implements AutoCloseable {

    /** The client goes on to exit code 0 after a statement that fails. */
    private static final String ERROR = "[ERROR]";

    private final Process process;
    private final Path output;
    private final Path log;

    SqlScript(Process process, Path output, Path log) {
        this.process = process;
        this.output = output;
        this.log = log;
    }

    /** What the client has printed so far. */
    public String output() {
        // Colours, which the client writes even to a file.
        return read(output).replaceAll("\u001B\\[[0-9;?]*[a-zA-Z]", "");
    }

    /**
     * Waits until the client has printed what is wanted.
     *
     * @return what it has printed until then
     * @throws IllegalStateException if a statement fails, or 90 seconds have passed
     */
    public String await(Predicate<String> wanted) {
        Waiting.until(
                () -> wanted.test(checked()) || !process.isAlive(),
                () -> "the SQL client prints what is wanted, only:\n" + output());
        String printed = checked();
        if (!wanted.test(printed)) {
            throw new IllegalStateException("the SQL client ended after:\n" + printed);
        }
        return printed;
    }

    /**
     * Waits for the end of the script.
     *
     * @return what it has printed
     * @throws IllegalStateException if a statement fails, or 90 seconds have passed
     */
    public String awaitEnd() {
        Waiting.until(() -> !process.isAlive(), () -> "the SQL script ends:\n" + output());
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    "the SQL client ended with exit code %d:\n%s\n%s"
                            .formatted(process.exitValue(), output(), read(log)));
        }
        return checked();
    }

    private String checked() {
        String printed = output();
        if (printed.contains(ERROR)) {
            throw new IllegalStateException("the SQL script failed:\n" + printed);
        }
        return printed;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
