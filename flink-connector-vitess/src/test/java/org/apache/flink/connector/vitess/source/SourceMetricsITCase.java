// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.source.metrics.MetricScope;
import org.apache.flink.connector.vitess.source.metrics.SourceMetric;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ReportedMetrics;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a reporter gets of a running source. */
@Timeout(120)
class SourceMetricsITCase {

    private static final InMemoryReporter REPORTER = InMemoryReporter.create();

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            MiniClusters.twoSlots(REPORTER.addToConfiguration(new Configuration()));

    private static final String READER = "Source: vitess.0.";
    private static final String SHARDS = READER + "VitessSource.keyspace.shop.shard.";
    private static final String ENUMERATOR = "coordinator.enumerator.";

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.start();
        keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "customer");
        tables.insert("customer", 1, 20);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void everyDocumentedMetricIsReportedAndNoOtherOfOurs() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(), 1)) {
            job.awaitLines(20);
            Map<String, Class<?>> reported = new TreeMap<>();
            reported(job)
                    .metrics()
                    .forEach((id, metric) -> reported.put(inDocument(id), type(metric)));

            assertThat(reported).containsAllEntriesOf(documented(Stream.of(SourceMetric.values())));
            assertThat(
                            reported.keySet().stream()
                                    .filter(
                                            name ->
                                                    name.matches(
                                                            "(operator\\.Vitess|coordinator\\.).*")))
                    .containsExactlyInAnyOrderElementsOf(
                            documented(
                                            Stream.of(SourceMetric.values())
                                                    .filter(
                                                            metric ->
                                                                    metric.scope()
                                                                            != MetricScope.READER))
                                    .keySet());
        }
    }

    private static Map<String, Class<?>> documented(Stream<SourceMetric> metrics) {
        return metrics.collect(
                Collectors.toMap(
                        metric -> metric.scope().path() + "." + metric.key(),
                        metric ->
                                metric.type() == SourceMetric.Type.COUNTER
                                        ? Counter.class
                                        : Gauge.class));
    }

    private static Class<?> type(Metric metric) {
        return metric instanceof Counter
                ? Counter.class
                : metric instanceof Gauge ? Gauge.class : metric.getClass();
    }

    /** The name as the document has it. */
    private static String inDocument(String identifier) {
        return identifier
                .replaceFirst("^Source: vitess\\.0\\.", "operator.")
                .replaceFirst("\\.keyspace\\.shop\\.", ".keyspace.<keyspace>.")
                .replaceFirst("\\.shard\\.(-80|80-)\\.", ".shard.<shard>.")
                .replaceFirst("\\.table\\.customer\\.", ".table.<table>.");
    }

    @Test
    void rowsBytesAndLagsAreThoseOfTheChanges() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(), 1)) {
            job.awaitLines(20);
            tables.insert("customer", 21, 23);
            tables.update("customer", 1, "changed");
            tables.update("customer", 2, "changed");
            tables.delete("customer", 3);
            job.awaitLines(26);
            ReportedMetrics metrics = reported(job);

            assertThat(ofBothShards(metrics, "numSnapshotRecords")).isEqualTo(20);
            assertThat(ofBothShards(metrics, "table.customer.numSnapshotRecords")).isEqualTo(20);
            assertThat(ofBothShards(metrics, "numInsertDMLRecords")).isEqualTo(3);
            assertThat(ofBothShards(metrics, "numUpdateDMLRecords")).isEqualTo(2);
            assertThat(ofBothShards(metrics, "numDeleteDMLRecords")).isEqualTo(1);
            metrics.await(READER + "numRecordsIn", Long.valueOf(26)::equals);
            assertThat((Long) metrics.value(READER + "numBytesIn")).isGreaterThan(26 * 8);
            assertThat((Long) metrics.value(READER + "currentFetchEventTimeLag"))
                    .isBetween(0L, 60_000L);
            assertThat((Long) metrics.value(READER + "currentEmitEventTimeLag"))
                    .isBetween(0L, 60_000L);
        }
    }

    private static long ofBothShards(ReportedMetrics metrics, String name) {
        return Stream.of("-80", "80-")
                .mapToLong(shard -> (Long) metrics.value(SHARDS + shard + "." + name))
                .sum();
    }

    @Test
    void shardsComeAndGoWithTheirMetrics() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(), 1)) {
            job.awaitLines(20);
            keyspace.addShards("-");
            EmbeddedReshard reshard = keyspace.reshard(List.of("-80", "80-"), List.of("-"));
            reshard.switchTraffic();
            tables.update("customer", 1, "merged");
            job.awaitLines(21);
            ReportedMetrics metrics = reported(job);
            assertThat(metrics.value(SHARDS + "-.numUpdateDMLRecords")).isEqualTo(1L);
            assertThat(shards(metrics)).containsExactly("-");
            assertThat(metrics.value(ENUMERATOR + "reshards")).isEqualTo(1L);

            reshard.switchTraffic();
            tables.update("customer", 1, "reversed");
            job.awaitLines(22);
            // The row is one of a single shard; the other one may begin later.
            metrics.await(SHARDS + "80-.numUpdateDMLRecords", Objects::nonNull);
            metrics.await(SHARDS + "-80.numUpdateDMLRecords", Objects::nonNull);
            assertThat(shards(metrics)).containsExactlyInAnyOrder("-80", "80-");
            assertThat(ofBothShards(metrics, "numUpdateDMLRecords")).isEqualTo(1);
            assertThat(ofBothShards(metrics, "numSnapshotRecords")).isZero();
        }
    }

    private static Set<String> shards(ReportedMetrics metrics) {
        return metrics.metrics().keySet().stream()
                .filter(identifier -> identifier.startsWith(SHARDS))
                .map(identifier -> identifier.substring(SHARDS.length()).split("\\.")[0])
                .collect(Collectors.toSet());
    }

    private static ReportedMetrics reported(ChangelogJob job) {
        return new ReportedMetrics(REPORTER, job.id());
    }

    private VitessSource<String> source() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer")
                .deserializer(new ChangeLines())
                .build();
    }
}
