// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job takes over from Debezium's connector for Vitess, at the offset that it stored, while rows
 * are written.
 */
@Timeout(300)
class DebeziumTakeoverITCase {

    /** A tombstone, or a change of a row; not the begin or end of a transaction. */
    private static final Pattern CHANGE = Pattern.compile("null|.*\"op\":\"[crud]\".*");

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("shop").shards(WrittenKeyspace.SHARDS.toArray(new String[0]));

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir private Path folder;

    private WrittenKeyspace keyspace;

    @BeforeEach
    void createTables() {
        keyspace = WrittenKeyspace.create(VITESS);
    }

    @AfterEach
    void stopWriters() throws Exception {
        keyspace.close();
    }

    @Test
    void afterDebeziumWithItsDefaultsItsLastTransactionComesAgain() throws Exception {
        List<Change> again = takeOver(Map.of());

        assertThat(again.stream().map(Change::transaction).distinct()).hasSize(1);
    }

    @Test
    void afterDebeziumWithTransactionMetadataAtMostOneTransactionComesAgain() throws Exception {
        List<Change> again =
                takeOver(
                        Map.of(
                                "snapshot.mode",
                                "never",
                                "provide.transaction.metadata",
                                "true",
                                "max.batch.size",
                                "3"));

        assertThat(again.stream().map(Change::transaction).distinct()).hasSizeLessThan(2);
    }

    /** Returns those of Debezium's changes that come again. */
    private List<Change> takeOver(Map<String, String> properties) throws Exception {
        Takeover takeover;
        try (DebeziumProcess debezium = startDebezium(properties)) {
            awaitReading(debezium);
            keyspace.startWriters();
            debezium.await(lines -> WrittenKeyspace.areOfEachShard(lines, WrittenKeyspace.EVENTS));
            List<Change> debeziums = debeziums(debezium.stop());
            takeover = new Takeover(OffsetFile.read(offsets()), debeziums);
        }
        keyspace.requireTakeover(takeover);
        return takeover.again();
    }

    @Test
    void anOffsetFromTheMidstOfDebeziumsCopyIsRefused() throws Exception {
        for (String shard : WrittenKeyspace.SHARDS) {
            keyspace.execute(shard, "insert into counter values (1, 1), (2, 1)");
        }
        keyspace.insertFence();
        List<String> lines;
        try (DebeziumProcess debezium = startDebezium(Map.of())) {
            lines =
                    debezium.await(
                            all -> all.stream().filter(CHANGE.asMatchPredicate()).count() == 6);
        }
        String vgtid =
                lines.stream()
                        .map(Changes::vgtid)
                        .filter(one -> one.contains("\"table_name\":\"counter\""))
                        .reduce((first, second) -> second)
                        .orElseThrow();

        try (ChangelogJob job = ChangelogJob.start(keyspace.source(vgtid).build(), 2)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("while table 'counter' was being copied")
                    .hasStackTraceContaining("whether table 'fence' is copied");
        }
    }

    private DebeziumProcess startDebezium(Map<String, String> more) throws Exception {
        Map<String, String> properties =
                DebeziumProcess.properties(VITESS.vitess().grpcPort(), "shop");
        properties.putAll(OffsetFile.properties(offsets()));
        properties.putAll(more);
        return DebeziumProcess.start(properties, folder);
    }

    private Path offsets() {
        return folder.resolve("offsets");
    }

    /** Waits until Debezium reads both shards. */
    private void awaitReading(DebeziumProcess debezium) throws Exception {
        long end = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (!WrittenKeyspace.areOfEachShard(debezium.lines(), 1) && System.nanoTime() < end) {
            keyspace.insertFence();
            debezium.awaitChange();
        }
        debezium.await(lines -> WrittenKeyspace.areOfEachShard(lines, 1));
    }

    private static List<Change> debeziums(List<String> lines) {
        return WrittenKeyspace.ofCounter(
                new Changes("shop", WrittenKeyspace.TABLES, new FiredRules())
                        .debeziums(lines.stream().filter(CHANGE.asMatchPredicate()).toList()));
    }
}
