// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.testutils.process.DataFolder;
import org.apache.flink.connector.vitess.testutils.process.EndOnce;
import org.apache.flink.connector.vitess.testutils.process.InstallException;
import org.apache.flink.connector.vitess.testutils.process.Installer;
import org.apache.flink.connector.vitess.testutils.process.Installer.Installation;
import org.apache.flink.connector.vitess.testutils.process.Launcher;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;

/**
 * A real PostgreSQL on loopback, with an empty database.
 *
 * <p>The programs come from {@code tools/postgres/install.sh}, which is run first. When this JVM is
 * root's, the server runs as user {@code vitess}. {@link #close} ends it and deletes its data; so
 * does the end of the JVM.
 */
public final class LocalPostgres implements AutoCloseable {

    private static final String NAME = "postgres";
    private static final String READY = "ready to accept connections";

    /** It would wait for its clients to go away; its data are deleted anyway. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final int port = Ports.next();
    private final String version;
    private final DataFolder data;
    private final Launcher launcher;
    private final ServerProcess server;
    private final EndOnce end;

    private LocalPostgres(Installation installation) {
        this.version = installation.versions().get(0);
        this.data = DataFolder.create(NAME);
        this.launcher = new Launcher(data, Map.of("LC_ALL", "C"));
        this.server =
                new ServerProcess(
                        NAME,
                        serverCommand(installation.home()),
                        () -> launcher.logTail(NAME).contains(READY),
                        launcher);
        this.end = new EndOnce(this::endServer);
    }

    /**
     * Installs PostgreSQL if it is missing, and starts a new one; returns when it takes
     * connections.
     *
     * @throws InstallException if it cannot be installed on this machine
     * @throws IllegalStateException if it does not start; the message has the end of its log.
     *     Nothing is left running then.
     */
    public static LocalPostgres start() {
        return start(Installer.findScript(Path.of(""), NAME));
    }

    /** As {@link #start()}, with {@code tools/postgres/install.sh} in another place. */
    public static LocalPostgres start(Path installScript) {
        Installation installation = Installer.install(installScript);
        LocalPostgres postgres = new LocalPostgres(installation);
        try {
            postgres.launch(installation.home());
            return postgres;
        } catch (RuntimeException | Error e) {
            postgres.close();
            throw e;
        }
    }

    private void launch(Path home) {
        launcher.run(
                List.of(
                        home.resolve("bin").resolve("initdb").toString(),
                        "--pgdata=" + database(),
                        "--username=test",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"));
        server.launch();
        server.awaitReady();
    }

    private List<String> serverCommand(Path home) {
        return List.of(
                home.resolve("bin").resolve("postgres").toString(),
                "-D",
                database(),
                "-p",
                "" + port,
                "--listen_addresses=127.0.0.1",
                "--unix_socket_directories=",
                // Keeps it small; a crash of the machine is of no interest here.
                "--shared_buffers=16MB",
                "--max_connections=50",
                "--fsync=off",
                "--jit=off",
                "--timezone=UTC");
    }

    private String database() {
        return data.path().resolve("database").toString();
    }

    /** The port on loopback. */
    public int port() {
        return port;
    }

    /** The JDBC URL of the database; the user is {@code test}, any password will do. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    /** The version, as in {@code postgres 15.18}. */
    public String version() {
        return version;
    }

    /** The process, to stop it or to read its log. */
    public ServerProcess process() {
        return server;
    }

    /** Ends the server and deletes its data. Can be called again. */
    @Override
    public void close() {
        end.close();
    }

    private void endServer() {
        try (data;
                launcher) {
            if (server.isAlive()) {
                server.stop(CLOSE_LIMIT);
            }
        }
    }
}
