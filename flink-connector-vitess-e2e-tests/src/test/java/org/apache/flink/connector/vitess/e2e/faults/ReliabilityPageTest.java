// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reliability.md} names, for each fault, the tests that show it and what they measured:
 * written with {@code -Ddocs.write=true} from the folder {@code -Dfaults.folder} that a run of all
 * tests has filled.
 */
class ReliabilityPageTest {

    private static final Path PAGE = Path.of("..", "docs", "reliability.md");

    private static final Pattern ROW =
            Pattern.compile(
                    "\\| (?<id>[A-E]\\d+) \\| (?<done>[^|]+) \\| (?<promise>[^|]+) \\|(?<shown>.*)\\|");

    private static final Pattern SHOWN = Pattern.compile("`(?<test>[^`]+)`: (?<figures>[^<]+)");

    /** Filled by the runs of all tests; without it the figures of the page stay. */
    private static final String FOLDER = System.getProperty("faults.folder");

    @Test
    void theTestsAndFiguresOfEachFaultAreOnThePage() throws IOException {
        Map<String, SortedSet<String>> tests = FaultTests.below(Path.of(".."));
        List<String> lines = new ArrayList<>();
        TreeSet<String> untested = new TreeSet<>();
        lines.add("");
        lines.add("| Fault | What is done | What is promised | Shown by |");
        lines.add("|---|---|---|---|");
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                SortedSet<String> shownBy = tests.remove(row.group("id"));
                if (shownBy == null) {
                    untested.add(row.group("id"));
                    shownBy = new TreeSet<>();
                }
                lines.add(line(row, shownBy));
            }
        }
        lines.add("");

        assertThat(untested).as("faults of the page without a test").isEmpty();
        assertThat(tests).as("faults that the page lacks").isEmpty();
        GeneratedDocs.assertTable("reliability.md", ReliabilityPageTest.class, lines);
    }

    private static String line(Matcher row, SortedSet<String> tests) throws IOException {
        List<String> shown = new ArrayList<>();
        for (String test : tests) {
            shown.add("`%s`: %s".formatted(test, figures(test, row.group("shown"))));
        }
        return "| %s | %s | %s | %s |"
                .formatted(
                        row.group("id"),
                        row.group("done"),
                        row.group("promise"),
                        String.join("<br>", shown));
    }

    private static String figures(String test, String present) throws IOException {
        if (FOLDER != null && Files.exists(Path.of(FOLDER, test))) {
            return Files.readString(Path.of(FOLDER, test));
        }
        Matcher shown = SHOWN.matcher(present);
        while (shown.find()) {
            if (shown.group("test").equals(test)) {
                return shown.group("figures").trim();
            }
        }
        return "not measured yet";
    }
}
