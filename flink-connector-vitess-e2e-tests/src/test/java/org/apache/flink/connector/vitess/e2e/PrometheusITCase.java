// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.MonitoringFiles;
import org.apache.flink.connector.vitess.testing.MonitoringFiles.Alert;
import org.apache.flink.connector.vitess.testing.MonitoringFiles.Query;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.connector.vitess.testutils.prometheus.LocalPrometheus;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alerts and the dashboard of {@code examples/monitoring} in a real Prometheus. */
@Timeout(180)
class PrometheusITCase {

    private static final Logger LOG = LoggerFactory.getLogger(PrometheusITCase.class);

    private static final int PORT = Ports.next();

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            MiniClusters.twoSlots(MonitoringFiles.reporter(new Configuration(), PORT));

    private static LocalPrometheus prometheus;

    @BeforeAll
    static void start() {
        prometheus =
                RealServers.orSkip(
                        () -> LocalPrometheus.start(MonitoringFiles.text("alerts.yml"), PORT));
        LOG.info("Real Prometheus: {}", prometheus.version());
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @Test
    void theAlertsPassTheirTests() {
        assertThat(prometheus.promtool("check", "rules", write(MonitoringFiles.text("alerts.yml"))))
                .contains("SUCCESS");
        assertThat(testRules(MonitoringFiles.text("alerts.yml"))).contains("SUCCESS");
    }

    static Stream<String> brokenAlerts() {
        String text = MonitoringFiles.text("alerts.yml");
        return Stream.concat(
                MonitoringFiles.alerts().stream().flatMap(PrometheusITCase::broken),
                Pattern.compile("\n +for: \\w+")
                        .matcher(text)
                        .results()
                        .map(wait -> text.substring(0, wait.start()) + text.substring(wait.end())));
    }

    /** An alert that never fires, one that always does, and those whose threshold is off by one. */
    private static Stream<String> broken(Alert alert) {
        String expression = alert.expression();
        List<String> wrong =
                new ArrayList<>(List.of("vector(0) > 1", expression + " or vector(1)"));
        Matcher threshold = Pattern.compile("> (\\d+)$").matcher(expression);
        if (threshold.find()) {
            long off = Long.parseLong(threshold.group(1)) + 1;
            wrong.add(threshold.replaceFirst(">= $1"));
            wrong.add(threshold.replaceFirst("> " + off));
        }
        return wrong.stream().map(other -> instead(alert, other));
    }

    @ParameterizedTest
    @MethodSource
    void brokenAlerts(String alerts) {
        assertThatThrownBy(() -> testRules(alerts)).hasMessageContaining("FAILED");
    }

    private static String instead(Alert alert, String expression) {
        return MonitoringFiles.text("alerts.yml")
                .replace("expr: " + alert.expression() + "\n", "expr: " + expression + "\n");
    }

    private static String testRules(String alerts) {
        write(alerts);
        return prometheus.promtool(
                "test",
                "rules",
                prometheus.write("alerts_test.yml", MonitoringFiles.text("alerts_test.yml")));
    }

    private static String write(String alerts) {
        return prometheus.write("alerts.yml", alerts);
    }

    @Test
    void aRunningJobFillsTheDashboardAndAVtgateThatIsGoneIsAnAlert() throws Exception {
        EmbeddedVitess vitess = EmbeddedVitess.start();
        ShopTables tables = new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer");
        tables.insert("customer", 1, 20);
        try (ChangelogJob job = ChangelogJob.start(source(vitess), 2)) {
            job.awaitLines(20);
            List<Query> queries = MonitoringFiles.queries();
            for (Query query : queries) {
                String filled = filled(query.expression());
                Waiting.until(
                        Duration.ofSeconds(30),
                        () -> prometheus.hasResult(filled),
                        () -> query.title() + " has no result: " + filled);
            }
            assertThat(
                            prometheus.hasResult(
                                    filled(queries.get(0).expression()).replace("flink_", "f_")))
                    .as("a metric that is not there")
                    .isFalse();
            assertThat(prometheus.hasResult("ALERTS{alertstate='firing'}")).isFalse();

            vitess.close();

            Waiting.until(
                    Duration.ofSeconds(60),
                    () ->
                            prometheus.hasResult(
                                    "ALERTS{alertstate='firing', alertname='VitessRetries',"
                                            + " keyspace='shop', shard='-80'}"),
                    () -> "an alert fires");
        } finally {
            vitess.close();
        }
    }

    /** A query as Grafana sends it when all is selected. */
    private static String filled(String expression) {
        return expression
                .replaceFirst("^label_values\\((.*), (\\w+)\\)$", "count by ($2) ($1)")
                .replaceAll("\\$(job|keyspace|shard)\\b", ".*")
                .replace("$__rate_interval", "1m");
    }

    private static VitessSource<String> source(EmbeddedVitess vitess) {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer")
                .connectRetryDelay(Duration.ofMillis(100))
                .connectMaxRetries(20)
                .deserializer(new ChangeLines())
                .build();
    }
}
