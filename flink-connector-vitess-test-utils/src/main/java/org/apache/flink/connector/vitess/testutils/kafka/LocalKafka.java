// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/**
 * A real Kafka broker on loopback, its own KRaft controller, without topics. It creates those that
 * are written to, with three partitions each.
 *
 * <p>It is a JVM of its own, whose jars come from {@code tools/kafka/install.sh}, which is run
 * first. When this JVM is root's, the broker runs as user {@code vitess}. {@link #close} ends it
 * and deletes its data; so does the end of the JVM.
 */
public final class LocalKafka implements AutoCloseable {

    private static final String NAME = "kafka";

    /** Any 16 bytes in Base64. */
    private static final String CLUSTER = "dml0ZXNzLWNvbm5lY3Rvcg";

    /** It would hand its partitions over; there is no other broker, and its data are deleted. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private static final String PROPERTIES =
            """
            process.roles=broker,controller
            node.id=1
            listeners=BROKER://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
            inter.broker.listener.name=BROKER
            controller.listener.names=CONTROLLER
            controller.quorum.voters=1@127.0.0.1:%2$d
            listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
            log.dirs=%3$s
            num.partitions=3
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            transaction.state.log.num.partitions=1
            # Of the heap; the default is 128 MB.
            log.cleaner.dedupe.buffer.size=4194304
            """;

    private final int port = Ports.next();
    private final Path jars;
    private final DataFolder data;
    private final Path properties;
    private final Launcher launcher;
    private final ServerProcess server;
    private final EndOnce end;

    private LocalKafka(Installation installation) {
        this.jars = installation.home().resolve("libs");
        this.data = DataFolder.create(NAME);
        this.properties =
                data.write(
                        "server.properties",
                        PROPERTIES.formatted(port, Ports.next(), data.path().resolve("topics")));
        this.launcher = new Launcher(data, Map.of("LC_ALL", "C"));
        this.server =
                new ServerProcess(
                        NAME,
                        java("kafka.Kafka", properties.toString()),
                        () -> Waiting.accepts(port),
                        launcher);
        this.end = new EndOnce(this::endServer);
    }

    /**
     * Fetches Kafka if it is missing, and starts a new broker; returns when it takes connections.
     *
     * @throws InstallException if it cannot be installed on this machine
     * @throws IllegalStateException if it does not start; the message has the end of its log.
     *     Nothing is left running then.
     */
    public static LocalKafka start() {
        return start(Installer.findScript(Path.of(""), NAME));
    }

    /** As {@link #start()}, with {@code tools/kafka/install.sh} in another place. */
    public static LocalKafka start(Path installScript) {
        LocalKafka kafka = new LocalKafka(Installer.install(installScript));
        try {
            kafka.launch();
            return kafka;
        } catch (RuntimeException | Error e) {
            kafka.close();
            throw e;
        }
    }

    private void launch() {
        launcher.run(
                java(
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id=" + CLUSTER,
                        "--config=" + properties));
        server.launch();
        server.awaitReady();
    }

    private List<String> java(String... mainAndArguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                // It starts in half the time.
                                "-XX:TieredStopAtLevel=1",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                                "-cp",
                                jars.resolve("*").toString()));
        command.addAll(List.of(mainAndArguments));
        return command;
    }

    /** The address for {@code bootstrap.servers}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The process, to stop it or to read its log. */
    public ServerProcess process() {
        return server;
    }

    /** Ends the broker and deletes its data. Can be called again. */
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
