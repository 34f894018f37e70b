// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.MonitoringFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages say leads somewhere. */
class DocsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

    private static final Pattern OPTION = Pattern.compile("'([a-z][a-z0-9.-]*)' *=");

    /** Options of Flink, and of the catalog, that the pages name. */
    private static final Set<String> OTHERS =
            Set.of(
                    "connector",
                    "type",
                    "default-database",
                    "execution.checkpointing.interval",
                    "execution.runtime-mode",
                    "execution.state-recovery.path",
                    "pipeline.object-reuse",
                    "sql-client.execution.result-mode",
                    "table.exec.uid.generation");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsLinksLeadToFilesAndHeadings(Path page) throws IOException {
        for (String link : found(LINK, Files.readString(page))) {
            if (link.startsWith("https://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            assertThat(file).as("link %s in %s", link, page.getFileName()).exists();
            if (parts.length == 2) {
                assertThat(headings(file))
                        .as("headings of %s for link %s in %s", file, link, page.getFileName())
                        .contains(parts[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsOptionsExist(Path page) throws IOException {
        Set<String> known =
                DocumentedOption.all().stream()
                        .map(documented -> documented.option().key())
                        .collect(Collectors.toSet());

        assertThat(found(OPTION, Files.readString(page)))
                .as("options in %s", page.getFileName())
                .allMatch(
                        option ->
                                known.contains(option)
                                        || OTHERS.contains(option)
                                        || option.startsWith("grpc.headers.")
                                        || option.startsWith("grpc.header-files."));
    }

    @Test
    void theReadmeLeadsToEachPage() throws IOException {
        List<String> links = found(LINK, Files.readString(ROOT.resolve("README.md")));

        assertThat(pages().stream().skip(1).map(page -> "docs/" + page.getFileName()).toList())
                .allSatisfy(page -> assertThat(links).contains(page));
    }

    @Test
    void eachAlertHasAPlaceInTheRunbookAndInTheListOfAlerts() throws IOException {
        String listed = Files.readString(ROOT.resolve("docs/metrics.md"));

        assertThat(MonitoringFiles.alerts())
                .allSatisfy(
                        alert -> {
                            String[] place = alert.runbook().split("#", 2);
                            assertThat(headings(ROOT.resolve(place[0]))).contains(place[1]);
                            assertThat(place[1]).isEqualToIgnoringCase(alert.name());
                            assertThat(listed).contains("| `" + alert.name() + "` |");
                        });
    }

    /** The names by which GitHub's pages have them. */
    private static List<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase())
                .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .toList();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
