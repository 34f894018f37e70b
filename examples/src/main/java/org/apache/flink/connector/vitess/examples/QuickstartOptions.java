// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.config.TlsConfig;

/**
 * What the quickstart's command line says.
 *
 * @param vitess {@code embedded}, {@code local} or the {@code host:port} of a vtgate
 * @param keyspace the keyspace to read
 * @param tables its tables to read
 * @param connection what vtgate asks for
 * @param color whether to print in colors
 */
record QuickstartOptions(
        String vitess, String keyspace, List<String> tables, Connection connection, boolean color) {

    private static final Set<String> GENERAL = Set.of("vitess", "keyspace", "tables", "color");

    private static final Set<String> OF_CONNECTION =
            Set.of(
                    "username",
                    "password",
                    "password-file",
                    "header",
                    "header-file",
                    "tls",
                    "tls-ca-file");

    /**
     * Reads pairs of {@code --name value}; {@code --tls} has no value.
     *
     * @throws IllegalArgumentException if an option is unknown, given twice, has no value, or means
     *     nothing with the others
     */
    static QuickstartOptions parse(String... args) {
        Map<String, List<String>> given = read(args);
        String vitess = only(given, "vitess", "embedded");
        List<String> tables =
                List.of(only(given, "tables", String.join(",", Declaration.TABLES)).split(","));
        if (vitess.equals("embedded") || vitess.equals("local")) {
            requireOnlyWhatIsThere(given, tables);
        }
        return new QuickstartOptions(
                vitess,
                only(given, "keyspace", "customer"),
                tables,
                connection(given),
                Boolean.parseBoolean(only(given, "color", "false")));
    }

    private static void requireOnlyWhatIsThere(
            Map<String, List<String>> given, List<String> tables) {
        Set<String> foreign = new TreeSet<>(given.keySet());
        foreign.retainAll(OF_CONNECTION);
        if (!foreign.isEmpty()) {
            throw new IllegalArgumentException(
                    "--%s is for a vtgate of your own: add --vitess HOST:PORT"
                            .formatted(String.join(", --", foreign)));
        }
        if (!Declaration.TABLES.containsAll(tables)) {
            throw new IllegalArgumentException(
                    "--tables takes %s, or add --vitess HOST:PORT with tables of your own"
                            .formatted(String.join(",", Declaration.TABLES)));
        }
    }

    private static Map<String, List<String>> read(String... args) {
        Map<String, List<String>> given = new HashMap<>();
        int at = 0;
        while (at < args.length) {
            String option = args[at++];
            String name = option.replaceFirst("^--", "");
            if (!option.startsWith("--")
                    || !GENERAL.contains(name) && !OF_CONNECTION.contains(name)) {
                throw new IllegalArgumentException("Unknown option " + option);
            }
            List<String> values = given.computeIfAbsent(name, absent -> new ArrayList<>());
            if (!name.equals("tls")) {
                if (at == args.length) {
                    throw new IllegalArgumentException(option + " needs a value");
                }
                values.add(args[at++]);
            }
        }
        return given;
    }

    private static Connection connection(Map<String, List<String>> given) {
        String caFile = only(given, "tls-ca-file", null);
        boolean tls = given.containsKey("tls") || caFile != null;
        String password = only(given, "password", null);
        String passwordFile = only(given, "password-file", null);
        if (password != null && passwordFile != null) {
            throw new IllegalArgumentException("Give --password or --password-file, not both");
        }
        return new Connection(
                only(given, "username", null),
                password,
                passwordFile,
                pairs(given, "header"),
                pairs(given, "header-file"),
                tls ? TlsConfig.trusting(caFile) : null);
    }

    private static String only(Map<String, List<String>> given, String name, String otherwise) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new IllegalArgumentException("--" + name + " is given twice");
        }
        return values.isEmpty() ? otherwise : values.get(0);
    }

    private static Map<String, String> pairs(Map<String, List<String>> given, String option) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : given.getOrDefault(option, List.of())) {
            int sign = pair.indexOf('=');
            if (sign < 1) {
                // Without the text: it may be a secret.
                throw new IllegalArgumentException("--" + option + " needs NAME=VALUE");
            }
            pairs.put(pair.substring(0, sign), pair.substring(sign + 1));
        }
        return pairs;
    }

    QuickstartOptions withPassword(String password) {
        return new QuickstartOptions(
                vitess, keyspace, tables, connection.withPassword(password), color);
    }
}
