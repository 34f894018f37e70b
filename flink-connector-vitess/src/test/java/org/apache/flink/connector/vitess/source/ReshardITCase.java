// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reshards under a running job, and while it is down, on an embedded vtgate. */
@Timeout(120)
class ReshardITCase {

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;
    private int rows;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.start();
        keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "customer");
        insert();
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRunningJobFollowsSplitsAndMergesBackAndForth(int parallelism) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(), parallelism)) {
            job.awaitLines(rows);
            EmbeddedReshard apart = reshard(List.of("-80"), List.of("-40", "40-80"));
            awaitRows(job, List.of());
            EmbeddedReshard uneven =
                    reshard(List.of("40-80", "80-"), List.of("40-60", "60-c0", "c0-"));
            awaitRows(job, List.of());
            change(uneven::switchTraffic);
            awaitRows(job, List.of());
            change(uneven::switchTraffic);
            awaitRows(job, List.of());
            uneven.complete();
            apart.complete();
            reshard(List.of("-40", "40-60", "60-c0", "c0-"), List.of("-"));
            awaitRows(job, List.of());
        }
    }

    @Test
    @Fault("B15")
    void aJobThatWasDownFollowsWhatHappenedMeanwhile(@TempDir Path folder) throws Exception {
        List<String> before;
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            before = job.awaitLines(rows);
            savepoint = job.stopWithSavepoint(folder);
        }
        reshard(List.of("-80", "80-"), List.of("-40", "40-80", "80-c0", "c0-"));
        reshard(List.of("40-80", "80-c0"), List.of("40-c0"));

        try (ChangelogJob job = ChangelogJob.restore(source(), 1, savepoint)) {
            awaitRows(job, before);
        }
    }

    @Test
    @Fault("B8")
    void shardsDeletedWhileTheJobWasDownFailIt(@TempDir Path folder) throws Exception {
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            job.awaitLines(rows);
            savepoint = job.stopWithSavepoint(folder);
        }
        reshard(List.of("-80", "80-"), List.of("-")).complete();

        try (ChangelogJob job = ChangelogJob.restore(source(), 1, savepoint)) {
            assertThat(message(job.awaitFailure(Duration.ofSeconds(30))))
                    .containsAnyOf("stream shard shop/-80", "stream shard shop/80-")
                    .contains("from position 'MySQL56/")
                    .contains("the shard was deleted")
                    .contains("restart without state and with a new snapshot")
                    .contains("from a VGTID of the new shards");
        }
    }

    @Test
    void aShardThatIsReadPastItsJournalFailsTheJob() throws Exception {
        reshard(List.of("-80", "80-"), List.of("-"));
        // As if the source had begun to read when the traffic was switched.
        VitessSource<String> source =
                builder().startupOptions(StartupOptions.specificOffset(vgtid(""))).build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            insert();
            job.awaitLines(50);

            assertThat(message(job.awaitFailure(Duration.ofSeconds(60))))
                    .containsAnyOf("Shard shop/-80 was resharded", "Shard shop/80- was resharded")
                    .contains("past the switch")
                    .contains("run ReverseTraffic")
                    .contains("start without state");
        }
    }

    @Test
    void aVgtidOfShardsThatWereReshardedSinceLeadsToThoseThatServe() throws Exception {
        String vgtid = vgtid("");
        List<String> before = new ArrayList<>();
        tables.rows().forEach((key, row) -> before.add("shop customer r " + row));
        reshard(List.of("-80", "80-"), List.of("-"));

        try (ChangelogJob job =
                ChangelogJob.start(
                        builder().startupOptions(StartupOptions.specificOffset(vgtid)).build(),
                        2)) {
            awaitRows(job, before);
        }
    }

    @Test
    void aReshardBeforeTheEndOfABoundedJobFailsIt() throws Exception {
        // More transactions than there are.
        BoundedOptions end = BoundedOptions.specificOffset(vgtid("00"));
        try (ChangelogJob job = ChangelogJob.start(builder().boundedOptions(end).build(), 2)) {
            job.awaitLines(rows);
            reshard(List.of("-80"), List.of("-40", "40-80"));

            assertThat(message(job.awaitFailure(Duration.ofSeconds(30))))
                    .contains("Shard shop/-80 was resharded after position 'MySQL56/")
                    .contains("before the end of this bounded job");
        }
    }

    /**
     * The current positions of the first two shards, with digits after the number of transactions.
     */
    private String vgtid(String digits) {
        return Stream.of("-80", "80-")
                .map(
                        shard ->
                                "{\"keyspace\":\"shop\",\"shard\":\"%s\",\"gtid\":\"%s%s\"}"
                                        .formatted(shard, keyspace.shard(shard).position(), digits))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Lets the targets serve, and changes rows before, at and after the switch. */
    private EmbeddedReshard reshard(List<String> sources, List<String> targets) {
        keyspace.addShards(targets.toArray(String[]::new));
        EmbeddedReshard reshard = keyspace.reshard(sources, targets);
        change(reshard::switchTraffic);
        return reshard;
    }

    private void change(Runnable theSwitch) {
        insert();
        tables.update("customer", 3, "before " + rows);
        theSwitch.run();
        tables.update("customer", 3, "after " + rows);
        insert();
    }

    private void insert() {
        tables.insert("customer", rows + 1, rows + 50);
        rows += 50;
    }

    private void awaitRows(ChangelogJob job, List<String> before) throws Exception {
        job.await(
                lines ->
                        Replay.rows(Stream.concat(before.stream(), lines.stream()).toList())
                                .equals(tables.rows()));
    }

    private static String message(Throwable failure) {
        return ExceptionUtils.stringifyException(failure);
    }

    private VitessSource<String> source() {
        return builder().build();
    }

    private VitessSourceBuilder<String> builder() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer")
                .deserializer(new ChangeLines());
    }
}
