// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.MonitoringFiles;
import org.apache.flink.connector.vitess.testing.Scrape;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the dashboard, the alerts and the document ask for is what Flink's reporter gives. */
@Timeout(120)
class MonitoringITCase {

    private static final int PORT = Ports.next();

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            MiniClusters.twoSlots(MonitoringFiles.reporter(new Configuration(), PORT));

    private EmbeddedVitess vitess;
    private ChangelogJob job;
    private Scrape scrape;

    @BeforeEach
    void scrape() throws Exception {
        vitess = EmbeddedVitess.start();
        EmbeddedKeyspace keyspace = vitess.createKeyspace("shop", "-80", "80-");
        new ShopTables(keyspace, "customer").insert("customer", 1, 20);
        job =
                ChangelogJob.start(
                        VitessSource.<String>builder()
                                .hostname(vitess.host())
                                .port(vitess.port())
                                .keyspace("shop")
                                .tableList("customer")
                                .deserializer(new ChangeLines())
                                .build(),
                        2);
        job.awaitLines(20);
        scrape = Scrape.of(PORT);
    }

    @AfterEach
    void stop() throws Exception {
        job.close();
        vitess.close();
    }

    @Test
    void theAlertsAskForMetricsAndLabelsThatAreThere() {
        assertThat(MonitoringFiles.alerts())
                .isNotEmpty()
                .allSatisfy(
                        alert -> {
                            assertThat(alert.expression()).contains("flink_");
                            assertThat(scrape.unknown(alert.expression())).isEmpty();
                            assertThat(scrape.unknownIn(alert.summary(), alert.expression()))
                                    .isEmpty();
                        });
    }

    @Test
    void theDashboardAsksForMetricsAndLabelsThatAreThere() {
        assertThat(MonitoringFiles.queries())
                .isNotEmpty()
                .allSatisfy(
                        query -> {
                            assertThat(query.expression()).contains("flink_");
                            assertThat(scrape.unknown(query.expression())).isEmpty();
                            assertThat(scrape.unknownIn(query.legend(), query.expression()))
                                    .isEmpty();
                        });
    }

    @Test
    void theDocumentNamesMetricsThatAreThere() throws Exception {
        List<String> named =
                Pattern.compile("flink_\\w+")
                        .matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
                        .results()
                        .map(MatchResult::group)
                        .toList();

        assertThat(named)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(scrape.unknown(name)).isEmpty());
    }

    @Test
    void aMetricAndALabelThatAreNotThereAreFound() {
        String metric = MonitoringFiles.alerts().get(0).expression();

        assertThat(scrape.unknown(metric.replace("retryAttempt", "retryAttempts")))
                .anyMatch(name -> name.endsWith("retryAttempts"));
        assertThat(scrape.unknown(metric.replace("shard)", "shards)"))).containsExactly("shards");
    }
}
