// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testutils.process.DataFolder;
import org.apache.flink.connector.vitess.testutils.process.Launcher;
import org.apache.flink.connector.vitess.testutils.process.Ports;

/**
 * The folders of one cluster: its configuration, its {@code lib}, its state and its logs. The
 * installation itself stays as it is.
 */
final class FlinkFiles implements AutoCloseable {

    /** The log goes to the standard error, so that it does not mix with what jobs print. */
    private static final String LOGGING =
            """
            rootLogger.level = INFO
            rootLogger.appenderRef.log.ref = log
            appender.log.name = log
            appender.log.type = CONSOLE
            appender.log.target = SYSTEM_ERR
            appender.log.layout.type = PatternLayout
            appender.log.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} - %m%n
            """;

    /** The SQL client shows its errors by itself. */
    private static final String CLIENT_LOGGING = "rootLogger.level = OFF\n";

    private final Path home;
    private final DataFolder data;
    private final int restPort = Ports.next();
    private final int zooKeeperPort = Ports.next();
    private final Launcher launcher;

    FlinkFiles(
            Path home,
            Map<String, String> configuration,
            List<Path> jars,
            int slots,
            boolean highlyAvailable) {
        this.home = home;
        this.data = DataFolder.create("flink");
        for (String folder : List.of("conf", "lib", "out", "tmp", "checkpoints", "savepoints")) {
            createFolder(folder);
        }
        Map<String, String> options = options(slots);
        if (highlyAvailable) {
            options.putAll(highAvailability());
        }
        options.putAll(configuration);
        data.write("conf/config.yaml", yaml(options));
        data.write("conf/log4j-console.properties", LOGGING);
        data.write("conf/log4j-cli.properties", CLIENT_LOGGING);
        this.launcher = new Launcher(data, environment());
        // Only now, because the launcher changes the owner of what is there.
        fillLib(jars);
    }

    private Map<String, String> options(int slots) {
        Map<String, String> options = new LinkedHashMap<>();
        String tmp = folder("tmp").toString();
        options.put(
                "env.java.opts.all",
                // Small, and soon there: these processes live for a minute.
                "%s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=%s -Duser.home=%s"
                        .formatted(stockJavaOptions(), tmp, tmp));
        options.put("rest.address", "127.0.0.1");
        options.put("rest.bind-address", "127.0.0.1");
        options.put("rest.port", "" + restPort);
        options.put("jobmanager.rpc.address", "127.0.0.1");
        options.put("jobmanager.bind-host", "127.0.0.1");
        options.put("jobmanager.rpc.port", "" + Ports.next());
        options.put("taskmanager.host", "127.0.0.1");
        options.put("taskmanager.bind-host", "127.0.0.1");
        options.put("jobmanager.memory.process.size", "1024m");
        options.put("taskmanager.memory.process.size", "1200m");
        options.put("taskmanager.memory.managed.size", "64m");
        options.put("taskmanager.numberOfTaskSlots", "" + slots);
        options.put("io.tmp.dirs", tmp);
        options.put("execution.checkpointing.dir", folder("checkpoints").toUri().toString());
        // A TaskManager may be faster than the JobManager; it would wait for 10 s.
        options.put("cluster.registration.error-delay", "500");
        // A TaskManager that was killed is missed after two failed heartbeats.
        options.put("heartbeat.interval", "1000");
        options.put("restart-strategy.type", "fixed-delay");
        options.put("restart-strategy.fixed-delay.attempts", "20");
        options.put("restart-strategy.fixed-delay.delay", "1 s");
        return options;
    }

    /** The leader is missed after 2 s without a heartbeat of its session. */
    private Map<String, String> highAvailability() {
        createFolder("zookeeper");
        createFolder("ha");
        data.write(
                "conf/zoo.cfg",
                """
                dataDir=%s
                clientPort=%d
                clientPortAddress=127.0.0.1
                tickTime=500
                admin.enableServer=false
                """
                        .formatted(folder("zookeeper"), zooKeeperPort));
        return Map.of(
                "high-availability.type",
                "zookeeper",
                "high-availability.zookeeper.quorum",
                "127.0.0.1:" + zooKeeperPort,
                "high-availability.zookeeper.client.session-timeout",
                "2000",
                "high-availability.storageDir",
                folder("ha").toUri().toString(),
                "high-availability.jobmanager.port",
                "" + Ports.next());
    }

    private static String yaml(Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> "%s: '%s'%n".formatted(option.getKey(), quoted(option.getValue())))
                .collect(Collectors.joining());
    }

    private static String quoted(String value) {
        return value.replace("'", "''");
    }

    /** What Flink needs opened of the JDK's modules. */
    private String stockJavaOptions() {
        Path file = home.resolve("conf").resolve("config.yaml");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith("all: "))
                    .findFirst()
                    .map(line -> line.substring("all: ".length()))
                    .orElseThrow(() -> new IOException("no Java options"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(flinkEnvironment());
        environment.put("HOME", folder("tmp").toString());
        return environment;
    }

    /** What Flink's scripts need to know of this cluster. */
    Map<String, String> flinkEnvironment() {
        return Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "FLINK_IDENT_STRING", "test",
                "FLINK_CONF_DIR", folder("conf").toString(),
                "FLINK_LIB_DIR", folder("lib").toString(),
                "FLINK_LOG_DIR", folder("tmp").toString(),
                "FLINK_PID_DIR", folder("tmp").toString());
    }

    /** Flink's own jars by links; those of the test are copied, its folders may be closed. */
    private void fillLib(List<Path> jars) {
        Path lib = folder("lib");
        try (Stream<Path> own = Files.list(home.resolve("lib"))) {
            for (Path jar : own.toList()) {
                Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
            }
            for (Path jar : jars) {
                Path copy = Files.copy(jar, lib.resolve(jar.getFileName()));
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill " + lib, e);
        }
    }

    private void createFolder(String name) {
        try {
            Files.createDirectory(folder(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder(name), e);
        }
    }

    /** The installation. */
    Path home() {
        return home;
    }

    /** A folder of the cluster, as in checkpoints. */
    Path folder(String name) {
        return data.path().resolve(name);
    }

    /** The command of one of Flink's scripts; its standard output goes to a file. */
    List<String> command(String script, Path output, String... arguments) {
        String run = "exec \"$0\" \"$@\" > " + output;
        List<String> command = new ArrayList<>(List.of("sh", "-c", run));
        command.add(home.resolve("bin").resolve(script).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The command that starts a server and does not put it into the background. */
    List<String> startCommand(String script, Path output, String... arguments) {
        List<String> command = command(script, output, "start-foreground");
        command.addAll(List.of(arguments));
        return command;
    }

    DataFolder data() {
        return data;
    }

    Launcher launcher() {
        return launcher;
    }

    int restPort() {
        return restPort;
    }

    int zooKeeperPort() {
        return zooKeeperPort;
    }

    /** Ends what was started and is still there, and deletes the folders. */
    @Override
    public void close() {
        try (data) {
            launcher.close();
        }
    }
}
