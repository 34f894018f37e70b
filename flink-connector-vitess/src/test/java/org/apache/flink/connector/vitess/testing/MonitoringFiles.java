// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** What {@code examples/monitoring} asks of Prometheus. */
public final class MonitoringFiles {

    private static final Path FOLDER = Path.of("..", "examples", "monitoring");

    /** Each key of an alert is on a line of its own, the expression, too. */
    private static final Pattern ALERT =
            Pattern.compile(
                    "- alert: (\\w+)\n +expr: (.+)\n(?: {8,}.*\n)*? +summary: \"(.*)\"\n +runbook: (.+)\n");

    private MonitoringFiles() {}

    /**
     * An alert.
     *
     * @param expression by what it fires
     * @param summary what it says, with labels in braces
     * @param runbook where it is explained
     */
    public record Alert(String name, String expression, String summary, String runbook) {}

    /**
     * A query of the dashboard.
     *
     * @param legend what a line is called, with labels in braces; empty for that of a variable
     */
    public record Query(String title, String expression, String legend) {}

    /** Lets Flink give its metrics to Prometheus at a port, as {@code docs/operations.md} says. */
    public static Configuration reporter(Configuration configuration, int port) {
        configuration.setString(
                "metrics.reporter.prom.factory.class",
                "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        configuration.setString("metrics.reporter.prom.port", "" + port);
        configuration.setString("metrics.reporter.prom.filterLabelValueCharacters", "false");
        return configuration;
    }

    /** The text of one of the files. */
    public static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The alerts, in their order. */
    public static List<Alert> alerts() {
        String text = text("alerts.yml");
        List<Alert> alerts = new ArrayList<>();
        Matcher matcher = ALERT.matcher(text);
        while (matcher.find()) {
            alerts.add(
                    new Alert(
                            matcher.group(1),
                            matcher.group(2),
                            matcher.group(3),
                            matcher.group(4)));
        }
        long rules = text.lines().filter(line -> line.matches(" +- (alert|record): .*")).count();
        if (alerts.size() != rules) {
            throw new AssertionError(
                    "%d rules, of which these can be read: %s".formatted(rules, alerts));
        }
        return alerts;
    }

    /** The queries of the dashboard's panels and variables. */
    public static List<Query> queries() {
        try {
            JsonNode dashboard = new ObjectMapper().readTree(text("dashboard.json"));
            List<Query> queries = new ArrayList<>();
            for (JsonNode panel : dashboard.get("panels")) {
                for (JsonNode target : panel.get("targets")) {
                    queries.add(
                            new Query(
                                    panel.get("title").asText(),
                                    target.get("expr").asText(),
                                    target.get("legendFormat").asText()));
                }
            }
            for (JsonNode variable : dashboard.at("/templating/list")) {
                if (variable.get("type").asText().equals("query")) {
                    queries.add(
                            new Query(
                                    variable.get("name").asText(),
                                    variable.get("query").asText(),
                                    ""));
                }
            }
            return queries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
