// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the command line of {@code run.sh} says, which explains it.
 *
 * @param vitess {@code embedded}, or the {@code host:port} of a vtgate
 * @param keyspace the keyspace to read, and the namespace to write to
 * @param exclude expressions of tables to leave out, with commas between them; may be empty
 * @param username the user for vtgate, or null
 * @param password the password for vtgate, or null
 * @param folder where the warehouse and the checkpoints are
 * @param from the checkpoint to continue from, or null
 */
record Options(
        String vitess,
        String keyspace,
        String exclude,
        String username,
        String password,
        Path folder,
        String from) {

    private static final Set<String> KNOWN =
            Set.of("vitess", "keyspace", "exclude", "username", "password", "folder", "from");

    /**
     * Reads pairs of {@code --name value}.
     *
     * @throws IllegalArgumentException if an option is unknown, or has no value
     */
    static Options parse(String... args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].replaceFirst("^--", "");
            if (!args[i].startsWith("--") || !KNOWN.contains(name)) {
                throw new IllegalArgumentException("Unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            given.put(name, args[i + 1]);
        }
        return new Options(
                given.getOrDefault("vitess", "embedded"),
                given.getOrDefault("keyspace", "shop"),
                given.getOrDefault("exclude", ""),
                given.get("username"),
                given.get("password"),
                given.containsKey("folder") ? Path.of(given.get("folder")) : newFolder(),
                given.get("from"));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("vitess-lakehouse-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of Iceberg's catalog. */
    String warehouse() {
        return folder.resolve("warehouse").toAbsolutePath().toUri().toString();
    }

    /** The folder of Flink's checkpoints. */
    String checkpoints() {
        return folder.resolve("checkpoints").toAbsolutePath().toUri().toString();
    }
}
