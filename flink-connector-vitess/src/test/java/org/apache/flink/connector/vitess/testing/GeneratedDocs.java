// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts of the documents in {@code docs} that are made from the code, between two marks. A test
 * compares them, and writes them with {@code -Ddocs.write=true}.
 */
public final class GeneratedDocs {

    private static final String END = "<!-- End of the table. -->";

    private GeneratedDocs() {}

    /**
     * Asserts that the document has these lines after the line {@code <!-- The table is written by
     * TEST. -->}.
     *
     * @param document the file's name in {@code docs}
     * @param test the test that calls this
     */
    public static void assertTable(String document, Class<?> test, List<String> lines)
            throws IOException {
        String begin = "<!-- The table is written by " + test.getSimpleName() + ". -->";
        Path file = Path.of("..", "docs", document);
        List<String> present = Files.readAllLines(file);
        int first = present.indexOf(begin) + 1;
        assertThat(first).as("the line '%s' in docs/%s", begin, document).isPositive();
        List<String> rest = present.subList(first, present.size());
        assertThat(rest).as("docs/%s after '%s'", document, begin).contains(END);
        List<String> expected = new ArrayList<>(present.subList(0, first));
        expected.addAll(lines);
        expected.addAll(rest.subList(rest.indexOf(END), rest.size()));
        if (Boolean.getBoolean("docs.write")) {
            Files.write(file, expected);
        }

        assertThat(Files.readAllLines(file))
                .as(
                        "docs/%s is stale: write it with mvn test -Dtest=%s -Ddocs.write=true",
                        document, test.getSimpleName())
                .isEqualTo(expected);
    }
}
