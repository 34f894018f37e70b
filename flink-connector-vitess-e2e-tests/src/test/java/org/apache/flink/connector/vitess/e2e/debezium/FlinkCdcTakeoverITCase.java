// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job takes over from a job of Flink CDC, at the offset in its savepoint, while rows are written.
 */
@Tag("long")
@Timeout(300)
class FlinkCdcTakeoverITCase {

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("shop").shards(WrittenKeyspace.SHARDS.toArray(new String[0]));

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir private Path folder;

    private WrittenKeyspace keyspace;
    private FlinkCdcJob flinkCdc;

    @BeforeEach
    void createTables() {
        keyspace = WrittenKeyspace.create(VITESS);
        flinkCdc = new FlinkCdcJob(VITESS.vitess().grpcPort(), "shop", folder);
    }

    @AfterEach
    void stopWriters() throws Exception {
        keyspace.close();
    }

    @Test
    void afterFlinkCdcWhatCameSinceItsLastCheckpointComesAgain() throws Exception {
        List<String> before;
        List<String> all;
        try (DebeziumProcess process = flinkCdc.start()) {
            awaitReading(process);
            keyspace.startWriters();
            before = process.await(FlinkCdcTakeoverITCase::areMany);
            process.send("checkpoint");
            process.await(lines -> areMany(afterCheckpoint(lines)));
            all = FlinkCdcJob.stop(process);
        }
        String savepoint = all.get(all.size() - 1);
        Takeover takeover =
                new Takeover(flinkCdc.restoredOffset(savepoint), FlinkCdcChanges.ofCounter(all));

        keyspace.requireTakeover(takeover);

        assertThat(takeover.again()).containsAll(FlinkCdcChanges.ofCounter(afterCheckpoint(all)));
        assertThat(
                        FlinkCdcChanges.ofCounter(before).stream()
                                .filter(takeover.again()::contains)
                                .map(Change::transaction)
                                .distinct())
                .as("transactions before the checkpoint that come again")
                .hasSizeLessThan(2);
    }

    @Test
    void withoutACheckpointTheSavepointOfAStopHasNoOffset() throws Exception {
        List<String> all;
        try (DebeziumProcess process = flinkCdc.start()) {
            awaitReading(process);
            all = FlinkCdcJob.stop(process);
        }

        assertThat(flinkCdc.restoredOffset(all.get(all.size() - 1))).isEqualTo("null");
    }

    private static List<String> afterCheckpoint(List<String> lines) {
        int checkpoint = lines.indexOf("checkpoint");
        return checkpoint < 0 ? List.of() : lines.subList(checkpoint, lines.size());
    }

    private static boolean areMany(List<String> lines) {
        return lines.size() > WrittenKeyspace.SHARDS.size() * WrittenKeyspace.EVENTS;
    }

    /** Waits until Flink CDC reads both shards: until then the VGTID of one is {@code current}. */
    private void awaitReading(DebeziumProcess process) throws Exception {
        long end = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (!isReading(process.lines()) && System.nanoTime() < end) {
            keyspace.insertFence();
            process.awaitChange();
        }
        process.await(FlinkCdcTakeoverITCase::isReading);
    }

    private static boolean isReading(List<String> lines) {
        return lines.stream()
                .anyMatch(
                        line ->
                                line.startsWith("{")
                                        && Stream.of(":\\\"current\\\"", "\\\"shard\\\":\\\"\\\"")
                                                .noneMatch(line::contains));
    }
}
