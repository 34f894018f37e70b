// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ReportedMetrics;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real vtgate keeps a stream alive that goes no further: the job says so, and does not hang. */
@Timeout(180)
class StandstillITCase {

    private static final InMemoryReporter REPORTER = InMemoryReporter.create();

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("large").shards("0");

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            MiniClusters.twoSlots(REPORTER.addToConfiguration(new Configuration()));

    private static final String SHARD = "Source: vitess.0.VitessSource.keyspace.large.shard.0.";
    private static final String STANDSTILL = SHARD + "standstillSeconds";
    private static final String RECONNECTS = SHARD + "reconnects";

    private String table;

    @BeforeEach
    void createTable(TestInfo test) {
        table = test.getTestMethod().orElseThrow().getName().substring(0, 12);
        VITESS.vitess()
                .applySchema(
                        "large",
                        "create table `%s` (id bigint, body longblob, primary key (id))"
                                .formatted(table));
    }

    /** The stream is opened again meanwhile, as vtgate ends it after 10 minutes. */
    @Test
    @Fault("A10")
    void throttledTabletsAreSeenAndTheJobContinuesAfterThem(Figures figures) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(Duration.ofSeconds(20)), 1)) {
            awaitReading(job);
            ReportedMetrics metrics = new ReportedMetrics(REPORTER, job.id());
            throttle("--enable", "--throttle-app=vstreamer", "--throttle-app-ratio=1.0");
            // The throttler lets through what it has allowed already.
            VITESS.sql(
                    "insert into `%s` values (2, 'x')".formatted(table),
                    "insert into `%s` values (3, 'x')".formatted(table));
            while (((Number) metrics.value(STANDSTILL)).longValue() == 0) {
                job.awaitChange();
                VITESS.sql(
                        "update `%s` set body = concat(body, 'y') where id = 3".formatted(table));
            }

            metrics.await(RECONNECTS, reconnects -> reconnects.equals(1L));
            figures.add("reconnects while throttled", 1);
            throttle("--unthrottle-app=vstreamer");
            VITESS.sql("insert into `%s` values (4, 'done')".formatted(table));
            job.await(lines -> lines.contains("INSERT 4 4"));
            metrics.await(STANDSTILL, seconds -> seconds.equals(0L));
        } finally {
            throttle("--disable");
        }
    }

    @Test
    @Fault("D16")
    void anEventThatNoMessageHoldsFailsTheJobInTheEnd() throws Exception {
        VITESS.sql("insert into `%s` values (1, repeat('x', 9000000))".formatted(table));
        try (ChangelogJob job = ChangelogJob.start(source(Duration.ofSeconds(12)), 1)) {
            awaitReading(job);
            VITESS.sql("update `%s` set body = repeat('y', 9000000) where id = 1".formatted(table));

            Throwable failure = job.awaitFailure(Duration.ofSeconds(90));
            String messages =
                    Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                            .map(Throwable::getMessage)
                            .toList()
                            .toString();
            assertThat(messages)
                    .contains("The stream of shard large/0 has stood still for")
                    .contains("at position 'MySQL56/")
                    .contains("The shard's own position: MySQL56/")
                    .contains("raise --grpc-max-message-size of vttablet and vtgate");
        }
    }

    private static void throttle(String... flags) {
        List<String> command =
                Stream.concat(Stream.of("UpdateThrottlerConfig"), Stream.of(flags)).toList();
        VITESS.vitess()
                .vtctldclient(
                        Stream.concat(command.stream(), Stream.of("large")).toArray(String[]::new));
    }

    /** Changes rows until one has come: the job starts from the latest position. */
    private void awaitReading(ChangelogJob job) throws Exception {
        for (int id = 100; job.lines().isEmpty(); id++) {
            VITESS.sql("insert into `%s` values (%d, 'x')".formatted(table, id));
            job.awaitChange();
        }
    }

    private VitessSource<String> source(Duration standstill) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("large")
                .tableList(table)
                .standstillTimeout(standstill)
                .startupOptions(StartupOptions.latest())
                .deserializer(new RowLengths())
                .build();
    }
}
