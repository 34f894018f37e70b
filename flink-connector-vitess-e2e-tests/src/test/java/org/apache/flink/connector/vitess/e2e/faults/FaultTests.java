// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.faults.Fault;

/** The tests of all modules that have the annotation {@link Fault}, found in their sources. */
final class FaultTests {

    private static final Pattern FAULT =
            Pattern.compile(
                    "@Fault\\(\\{?(?<ids>[^)}]*)}?\\)(?:\\s*@\\w+(?:\\([^)]*\\))?)*\\s*(?:public )?void"
                            + " (?<method>\\w+)\\(");
    private static final Pattern ID = Pattern.compile("\"([A-E]\\d+)\"");

    private FaultTests() {}

    /** The tests of each fault, as {@code Class.method}, from all modules below a folder. */
    static Map<String, SortedSet<String>> below(Path root) throws IOException {
        Map<String, SortedSet<String>> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().matches(".*/src/test/java/.*(Test|ITCase)\\.java"))
                    .forEach(file -> find(file, tests));
        }
        return tests;
    }

    private static void find(Path file, Map<String, SortedSet<String>> tests) {
        String type = file.getFileName().toString().replace(".java", "");
        Matcher fault = FAULT.matcher(text(file));
        while (fault.find()) {
            String test = type + "." + fault.group("method");
            ID.matcher(fault.group("ids"))
                    .results()
                    .map(id -> id.group(1))
                    .forEach(id -> tests.computeIfAbsent(id, i -> new TreeSet<>()).add(test));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
