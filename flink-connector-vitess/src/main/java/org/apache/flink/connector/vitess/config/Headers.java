// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;

/** More gRPC metadata that is sent with each call, such as {@code authorization}. */
@Internal
public final class Headers {

    /** What HTTP/2 and gRPC allow; values of names with -bin would have to be bytes. */
    private static final Pattern NAME = Pattern.compile("[0-9a-z_.-]+(?<!-bin)");

    private Headers() {}

    /**
     * Those of some options.
     *
     * @param values the values by the names
     * @param files the names of the files with the values, by the headers' names
     * @return the values by the names in lower case
     * @throws IllegalArgumentException if a header cannot be sent, or is given twice
     */
    public static Map<String, Secret> of(Map<String, String> values, Map<String, String> files) {
        Map<String, Secret> byName = new HashMap<>();
        values.forEach(
                (name, value) -> put(byName, name, Secret.of("grpc.headers." + name, value)));
        files.forEach(
                (name, file) ->
                        put(byName, name, Secret.inFile("grpc.header-files." + name, file)));
        return byName;
    }

    private static void put(Map<String, Secret> byName, String name, Secret value) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(lowerCase).matches()) {
            throw new IllegalArgumentException(
                    ("gRPC has no header '%s': use letters, digits, '_', '-' and '.', and not"
                                    + " '-bin' at the end")
                            .formatted(name));
        }
        if (byName.put(lowerCase, value) != null) {
            throw new IllegalArgumentException(
                    ("Header '%s' is given twice, by 'grpc.headers' (header) or 'grpc.header-files'"
                                    + " (headerFile): leave one out")
                            .formatted(name));
        }
    }
}
