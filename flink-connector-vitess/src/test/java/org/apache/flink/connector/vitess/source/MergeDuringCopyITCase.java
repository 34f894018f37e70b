// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.source.enumerator.VitessSourceEnumerator;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.LoggedLines;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.RunningJob;
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

/** A merge of shards whose copies are at different places, on an embedded vtgate. */
@Timeout(180)
class MergeDuringCopyITCase {

    private static final int ROWS = 20_000;

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;
    private int lastId = ROWS;

    @BeforeEach
    void startVitess() {
        // A response of a few rows, so that a table is copied in many batches.
        vitess = EmbeddedVitess.builder().vstreamPacketSize(100).start();
        keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "customer");
        tables.insert("customer", 1, ROWS);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @ParameterizedTest(name = "parallelism {0}")
    @ValueSource(ints = {1, 2})
    @Fault("B5")
    void theCopyEndsOnTheOldShardsWhichFollowTheNextSwitch(int parallelism) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(), parallelism)) {
            EmbeddedReshard merge = mergeDuringCopy(job);
            change();
            merge.switchTraffic();
            change();
            awaitRows(job, List.of());

            merge.switchTraffic();
            change();
            awaitRows(job, List.of());
            merge.complete();
            change();
            awaitRows(job, List.of());
        }
    }

    @Test
    void aJobThatWasHeldBackIsRestoredAndFailsOnlyIfTheTrafficIsNotReversed(@TempDir Path folder)
            throws Exception {
        List<String> lines;
        String savepoint;
        EmbeddedReshard merge;
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            merge = mergeDuringCopy(job);
            change();
            savepoint = job.stopWithSavepoint(folder);
            lines = new ArrayList<>(job.lines());
        }
        try (ChangelogJob job = ChangelogJob.restore(source(), 1, savepoint)) {
            awaitRows(job, lines);
            savepoint = job.stopWithSavepoint(folder);
            lines.addAll(job.lines());
        }
        try (ChangelogJob job = ChangelogJob.restore(source(), 2, savepoint)) {
            assertThat(ExceptionUtils.stringifyException(job.awaitFailure(RunningJob.PATIENCE)))
                    .contains("was resharded and no longer serves")
                    .contains("run ReverseTraffic of that Reshard, restore the job");
        }

        merge.switchTraffic();
        change();
        try (ChangelogJob job = ChangelogJob.restore(source(), 2, savepoint)) {
            awaitRows(job, lines);
            merge.switchTraffic();
            change();
            awaitRows(job, lines);
        }
    }

    /** Switches the traffic while both shards are copied, and waits until the switch is held. */
    private EmbeddedReshard mergeDuringCopy(ChangelogJob job) throws Exception {
        try (LoggedLines log = new LoggedLines(VitessSourceEnumerator.class)) {
            job.awaitLines(ROWS / 10);
            keyspace.addShards("-");
            EmbeddedReshard merge = keyspace.reshard(List.of("-80", "80-"), List.of("-"));
            merge.switchTraffic();
            // A copy sees the journal when it is resumed.
            vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate is restarted"));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (log.lines().stream().filter(line -> line.contains("WARN Shard shop/")).count()
                    < 2) {
                assertThat(System.nanoTime()).as("time of %s", log.lines()).isLessThan(deadline);
                job.awaitChange();
            }
            assertThat(job.lines()).as("lines at the switch").hasSizeLessThan(ROWS);
            return merge;
        }
    }

    /** Changes rows that are copied already and others, and deletes some of both. */
    private void change() {
        int from = lastId - ROWS;
        tables.insert("customer", lastId + 1, lastId + 50);
        for (int id = from + 1; id <= from + 50; id += 10) {
            tables.delete("customer", id);
            tables.update("customer", id + 1, "changed");
            tables.delete("customer", ROWS - id);
            tables.update("customer", ROWS - id - 1, "changed");
        }
        lastId += 50;
    }

    private void awaitRows(ChangelogJob job, List<String> before) throws Exception {
        job.await(
                lines ->
                        Replay.rows(Stream.concat(before.stream(), lines.stream()).toList())
                                .equals(tables.rows()));
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
