// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Prometheus gets of a cluster: metrics, and the names of their labels. */
public final class Scrape {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    /** A metric of Flink's in an expression of Prometheus, and what its labels have to match. */
    private static final Pattern METRIC = Pattern.compile("\\b(flink_\\w+)(?:\\{([^}]*)})?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern GROUPING =
            Pattern.compile(
                    "\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern VALUES_OF = Pattern.compile("^label_values\\(.*, *(\\w+)\\)$");

    private final Map<String, Set<String>> labels = new TreeMap<>();

    /** Reads Prometheus' text format. */
    public Scrape(String text) {
        Matcher samples = SAMPLE.matcher(text);
        while (samples.find()) {
            Set<String> names = labels.computeIfAbsent(samples.group(1), name -> new TreeSet<>());
            if (samples.group(2) != null) {
                names.addAll(found(LABEL, samples.group(2)));
            }
        }
    }

    /** Asks Flink's reporter for Prometheus that listens on the port. */
    public static Scrape of(int port) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:%d/metrics".formatted(port)))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        return new Scrape(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }

    /** The metrics of Flink's and the labels of an expression that nothing scraped has. */
    public List<String> unknown(String expression) {
        List<String> unknown = new ArrayList<>();
        Set<String> scraped = new TreeSet<>();
        Matcher metrics = METRIC.matcher(expression);
        while (metrics.find()) {
            Set<String> own = labels.get(metrics.group(1));
            if (own == null) {
                unknown.add(metrics.group(1));
                continue;
            }
            scraped.addAll(own);
            if (metrics.group(2) != null) {
                unknown.addAll(without(own, found(MATCHER, metrics.group(2))));
            }
        }
        unknown.addAll(without(scraped, groupings(expression)));
        unknown.addAll(without(scraped, found(VALUES_OF, expression)));
        return unknown;
    }

    /** The labels of a text for an alert or a legend that the metrics of its expression lack. */
    public List<String> unknownIn(String text, String expression) {
        Set<String> scraped =
                found(METRIC, expression).stream()
                        .flatMap(metric -> labels.getOrDefault(metric, Set.of()).stream())
                        .collect(Collectors.toSet());
        return without(
                scraped, found(Pattern.compile("\\{\\{ *(?:\\$labels\\.)?(\\w+) *}}"), text));
    }

    private static List<String> groupings(String expression) {
        return found(GROUPING, expression).stream()
                .flatMap(names -> found(Pattern.compile("(\\w+)"), names).stream())
                .toList();
    }

    private static List<String> without(Set<String> known, List<String> names) {
        return names.stream().filter(name -> !known.contains(name)).toList();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
