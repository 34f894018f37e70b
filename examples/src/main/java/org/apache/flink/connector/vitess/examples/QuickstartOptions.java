// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the quickstart's command line says.
 *
 * @param vitess {@code embedded}, {@code local} or the {@code host:port} of a vtgate
 * @param keyspace the keyspace to read
 * @param tables its tables to read
 * @param username the user for vtgate, or null
 * @param password the password for vtgate, or null
 * @param color whether to print in colors
 */
record QuickstartOptions(
        String vitess,
        String keyspace,
        List<String> tables,
        String username,
        String password,
        boolean color) {

    private static final Set<String> KNOWN =
            Set.of("vitess", "keyspace", "tables", "username", "password", "color");

    /**
     * Reads pairs of {@code --name value}.
     *
     * @throws IllegalArgumentException if an option is unknown, or has no value
     */
    static QuickstartOptions parse(String... args) {
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
        return new QuickstartOptions(
                given.getOrDefault("vitess", "embedded"),
                given.getOrDefault("keyspace", "customer"),
                List.of(given.getOrDefault("tables", "customer,corder").split(",")),
                given.get("username"),
                given.get("password"),
                Boolean.parseBoolean(given.get("color")));
    }
}
