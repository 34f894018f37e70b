// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.testutils.flink.SqlClient;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.process.Installer;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** The program of examples/pyflink, run on a cluster as a user runs it. */
final class PyFlink implements AutoCloseable {

    private static final Path PROGRAM = Path.of("../examples/pyflink/sales.py");

    private final Process process;
    private final Path printed;

    private PyFlink(Process process, Path printed) {
        this.process = process;
        this.printed = printed;
    }

    /** Brings PyFlink of the cluster's version, and starts the program. */
    static PyFlink start(StandaloneFlink flink, String version, LocalVitess vitess, Path folder)
            throws IOException {
        Path installer = Installer.findScript(Path.of(""), "flink");
        Path python =
                RealServers.orSkip(() -> Installer.install(installer, version, "--python"))
                        .home()
                        .resolve("python");
        SqlClient client = flink.sqlClient();
        ProcessBuilder builder =
                new ProcessBuilder(
                        client.program().resolveSibling("flink").toString(),
                        "run",
                        "--pyClientExecutable",
                        "python3",
                        "--python",
                        PROGRAM.toAbsolutePath().normalize().toString(),
                        "localhost",
                        "" + vitess.grpcPort());
        builder.environment().putAll(client.environment());
        builder.environment().put("PYTHONPATH", python.toString());
        Path printed = folder.resolve("printed");
        return new PyFlink(
                builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start(),
                printed);
    }

    /** Waits until it has printed lines, among others. */
    void await(String... lines) {
        Waiting.until(
                () -> lines().containsAll(List.of(lines)) || !process.isAlive(),
                () -> "the program prints them; it printed " + lines());
        assertThat(lines()).contains(lines);
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
    }
}
