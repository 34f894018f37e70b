// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.junit.jupiter.api.Test;

/** What the documents say of metrics; that they are registered so is seen in a running job. */
class SourceMetricTest {

    @Test
    void theDocumentHasTheMetricsOfTheCode() throws IOException {
        List<String> lines = new ArrayList<>();
        for (MetricScope scope : MetricScope.values()) {
            lines.addAll(List.of("", "### `" + scope.path() + "`", "", scope.description(), ""));
            lines.addAll(List.of("| metric | type | meaning |", "|---|---|---|"));
            metrics(scope)
                    .map(
                            metric ->
                                    "| `%s` | %s | %s |"
                                            .formatted(
                                                    metric.key(),
                                                    metric.type().name().toLowerCase(Locale.ROOT),
                                                    metric.description()))
                    .forEach(lines::add);
        }
        lines.add("");

        GeneratedDocs.assertTable("metrics.md", SourceMetricTest.class, lines);
    }

    @Test
    void theDocumentOnReshardingNamesMetricsOfTheEnumerator() throws IOException {
        List<String> text = Files.readAllLines(Path.of("..", "docs", "resharding.md"));
        List<String> named =
                text.subList(text.indexOf("| metric | meaning |") + 2, text.size()).stream()
                        .takeWhile(line -> line.startsWith("|"))
                        .flatMap(line -> names(line.split("\\|")[1]))
                        .toList();

        assertThat(named)
                .isNotEmpty()
                .allSatisfy(
                        name ->
                                assertThat(metrics(MetricScope.ENUMERATOR))
                                        .extracting(SourceMetric::key)
                                        .contains(name));
    }

    private static Stream<String> names(String cell) {
        return Pattern.compile("`(\\w+)`").matcher(cell).results().map(name -> name.group(1));
    }

    private static Stream<SourceMetric> metrics(MetricScope scope) {
        return Stream.of(SourceMetric.values()).filter(metric -> metric.scope() == scope);
    }
}
