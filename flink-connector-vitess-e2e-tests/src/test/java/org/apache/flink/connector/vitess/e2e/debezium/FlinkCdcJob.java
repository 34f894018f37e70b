// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A job of Flink CDC that reads a keyspace, in a JVM of its own, and what its user does with it.
 * Stateless but for its folder.
 */
final class FlinkCdcJob {

    private static final Pattern RESTORED =
            Pattern.compile("Consumer subtask 0 restored offset state: (.*)\\.\\R");

    private final Map<String, String> properties = new HashMap<>();
    private final Path folder;

    /**
     * Starts nothing yet.
     *
     * @param folder where logs, savepoints and Flink's own files go
     */
    FlinkCdcJob(int grpcPort, String keyspace, Path folder) {
        this.folder = folder;
        properties.put("database.hostname", "127.0.0.1");
        properties.put("database.port", "" + grpcPort);
        properties.put("vitess.keyspace", keyspace);
        properties.put("vitess.tablet.type", "MASTER");
        properties.put("flink.io.tmp.dirs", folder.toString());
        properties.put(
                "flink.execution.checkpointing.savepoint-dir",
                folder.resolve("savepoints").toUri().toString());
    }

    /** Starts it without state. */
    DebeziumProcess start() throws Exception {
        return start("first", Map.of());
    }

    private DebeziumProcess start(String name, Map<String, String> more) throws Exception {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(more);
        return DebeziumProcess.start(
                DebeziumProgram.FLINK_CDC, all, Files.createDirectory(folder.resolve(name)));
    }

    /** Stops it with a savepoint. Returns all lines that it printed; the last is the savepoint. */
    static List<String> stop(DebeziumProcess process) throws Exception {
        process.send("stop");
        return process.stop();
    }

    /**
     * The offset in a savepoint, as it is logged by a restored job that reaches no Vitess.
     *
     * @throws AssertionError if that job prints anything, or cannot be cancelled
     */
    String restoredOffset(String savepoint) throws Exception {
        Map<String, String> unreachable =
                Map.of(
                        "database.hostname",
                        "does-not-exist.invalid",
                        "flink.execution.state-recovery.path",
                        savepoint);
        try (DebeziumProcess restored = start("restored", unreachable)) {
            String offset = restored.awaitLogged(RESTORED);
            List<String> printed = restored.stop();
            if (!printed.isEmpty()) {
                throw new AssertionError("Printed without Vitess: " + printed);
            }
            return offset;
        }
    }
}
