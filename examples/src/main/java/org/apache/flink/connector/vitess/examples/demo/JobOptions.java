// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The command line of an example that reads a whole keyspace: pairs of {@code --name value}, which
 * its {@code run.sh} explains.
 *
 * @param given the values by their names
 * @param folder where the checkpoints are
 */
public record JobOptions(Map<String, String> given, Path folder) {

    private static final int PARALLELISM = 2;

    /** How often what the examples write can be seen. */
    public static final int CHECKPOINT_SECONDS = 5;

    private static final Set<String> NAMES =
            Set.of("vitess", "keyspace", "exclude", "username", "password", "folder", "from");

    /**
     * Reads a command line.
     *
     * @param others the names of the options of this example alone
     * @throws IllegalArgumentException if an option is unknown, or has no value
     */
    public static JobOptions parse(Set<String> others, String... args) {
        Set<String> known = new HashSet<>(NAMES);
        known.addAll(others);
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].replaceFirst("^--", "");
            if (!args[i].startsWith("--") || !known.contains(name)) {
                throw new IllegalArgumentException("Unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            given.put(name, args[i + 1]);
        }
        String folder = given.get("folder");
        return new JobOptions(given, folder == null ? newFolder() : Path.of(folder));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("vitess-example-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code embedded}, or the {@code host:port} of a vtgate. */
    String vitess() {
        return given.getOrDefault("vitess", "embedded");
    }

    /** The keyspace to read, whose name the example gives to what it writes. */
    public String keyspace() {
        return given.getOrDefault("keyspace", "shop");
    }

    /** Whether the job continues from a checkpoint. */
    public boolean continues() {
        return given.containsKey("from");
    }

    /** The source, with what the command line says of it. */
    public <T> VitessSource<T> source(VitessSourceBuilder<T> source, String address) {
        source.hostname(address)
                .username(given.get("username"))
                .password(given.get("password"))
                .keyspace(keyspace());
        String exclude = given.getOrDefault("exclude", "");
        if (!exclude.isEmpty()) {
            source.tableExcludeList(exclude.split(","));
        }
        return source.build();
    }

    /** Flink in this JVM, with checkpoints that a later run can continue from. */
    public StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.setString("execution.checkpointing.dir", checkpoints());
        configuration.setString(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        configuration.setString("restart-strategy.type", "fixed-delay");
        if (continues()) {
            configuration.setString("execution.state-recovery.path", given.get("from"));
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
        env.enableCheckpointing(CHECKPOINT_SECONDS * 1000L);
        return env;
    }

    private String checkpoints() {
        return folder.resolve("checkpoints").toAbsolutePath().toUri().toString();
    }
}
