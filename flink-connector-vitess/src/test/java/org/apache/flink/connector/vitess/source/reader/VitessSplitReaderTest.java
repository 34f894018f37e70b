// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.position.EndPosition.CopyFinished;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the splits of a reader flow. The embedded vtgate's responses hold one or two rows each. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VitessSplitReaderTest {

    private static final List<String> TABLES = List.of("customer");

    private final VitessSplit left = new VitessSplit(new Shard("shop", "-80"), copy());
    private final VitessSplit right = new VitessSplit(new Shard("shop", "80-"), copy());
    private final Map<String, Integer> rows = new HashMap<>();
    private final RegisteredMetrics metrics = new RegisteredMetrics();
    private EmbeddedVitess vitess;
    private ShopTables tables;
    private VitessSplitReader<String> reader;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().vstreamPacketSize(10).start();
        tables = new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer");
        reader =
                new VitessSplitReader<>(
                        Configs.of(
                                Configs.connection(new Endpoint(vitess.host(), vitess.port())),
                                0,
                                "customer"),
                        new DebeziumJsonDeserializationSchema(),
                        new ReaderMetrics(metrics.reader(), System::nanoTime, () -> 0),
                        System::nanoTime);
    }

    @AfterEach
    void stop() {
        reader.close();
        vitess.close();
    }

    @Test
    void aPausedSplitWaitsWhileTheOthersFlow() {
        tables.insert("customer", 1, 500);
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(left, right)));
        reader.pauseOrResumeSplits(List.of(left), List.of());
        fetchUntil(right, count(right));
        assertThat(rows).as("rows of the paused split").doesNotContainKey(left.splitId());

        reader.pauseOrResumeSplits(List.of(right), List.of(left));
        fetchUntil(left, count(left));
        assertThat(rows).containsEntry(right.splitId(), count(right));
    }

    @Test
    void aSplitIsFinishedOnceAtItsEnd() {
        tables.insert("customer", 1, 10);
        VitessSplit bounded = new VitessSplit(left.shard(), copy(), new CopyFinished());
        VitessSplit atItsEnd =
                new VitessSplit(
                        right.shard(),
                        ShardPosition.inLog("MySQL56/g", TABLES),
                        new CopyFinished());
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(bounded, atItsEnd)));
        List<String> finished = new ArrayList<>();
        while (finished.size() < 2) {
            finished.addAll(fetch().finishedSplits());
        }

        assertThat(finished).containsExactlyInAnyOrder("shop/-80", "shop/80-");
        assertThat(rows.get("shop/-80")).isEqualTo(count(left));
    }

    @Test
    void theMetricsSayHowFarACopyIs() {
        tables.insert("customer", 1, 500);
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(left)));
        Set<Object> states = new HashSet<>();
        while (!metric("tablesToCopy").equals(0)) {
            states.add(metric("table.customer.copyState"));
            fetch();
            assertThat(metric("table.customer.numSnapshotRecords")).isEqualTo(rowsOfLeft());
        }

        assertThat(states).as("on the way").containsExactlyInAnyOrder(0, 1);
        assertThat(metric("table.customer.copyState")).isEqualTo(2);
        assertThat(rowsOfLeft()).isEqualTo(count(left));
    }

    @Test
    void theMetricsSayHowFarALargeTransactionIs() {
        VitessSplit log =
                new VitessSplit(
                        left.shard(),
                        ShardPosition.inLog(vitess.shard("shop", "-80").position(), TABLES));
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(log)));
        tables.insert("customer", 1, 20_000);
        while (rowsOfLeft() < count(left)) {
            assertThat(metric("openTransactionRows")).isEqualTo(rowsOfLeft());
            fetch();
        }
        assertThat(metric("numInsertDMLRecords")).isEqualTo(rowsOfLeft());

        tables.insert("customer", 20_001, 20_010);
        fetchUntil(left, count(left));
        assertThat(metric("openTransactionRows")).isEqualTo(0L);
    }

    @Test
    void aShardThatDoesNotAnswerStallsNoOther() {
        tables.insert("customer", 1, 500);
        vitess.shard("shop", "-80").hangQueryService();
        VitessSplit log =
                new VitessSplit(
                        left.shard(),
                        ShardPosition.inLog(vitess.shard("shop", "-80").position(), TABLES));
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(log, right)));
        reader.pauseOrResumeSplits(List.of(log), List.of());
        fetchUntil(right, count(right));
        assertThat(rows).doesNotContainKey(left.splitId());
        assertThat(asking()).as("threads that wait for an answer").hasSize(1);

        reader.close();
        assertThat(asking()).isEmpty();
    }

    private static List<Thread> asking() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("vitess-questions"))
                .filter(
                        thread ->
                                Stream.of(thread.getStackTrace())
                                        .anyMatch(
                                                at -> at.getClassName().endsWith(".VitessClient")))
                .toList();
    }

    private long rowsOfLeft() {
        return rows.getOrDefault(left.splitId(), 0);
    }

    private Object metric(String name) {
        return metrics.values("reader.VitessSource.keyspace.shop.shard.-80.").get(name);
    }

    private void fetchUntil(VitessSplit split, int count) {
        while (rows.getOrDefault(split.splitId(), 0) < count) {
            fetch();
        }
    }

    private RecordsWithSplitIds<RecordBatch<String>> fetch() {
        RecordsWithSplitIds<RecordBatch<String>> fetched = reader.fetch();
        for (String split = fetched.nextSplit(); split != null; split = fetched.nextSplit()) {
            for (RecordBatch<String> batch = fetched.nextRecordFromSplit();
                    batch != null;
                    batch = fetched.nextRecordFromSplit()) {
                rows.merge(split, batch.changes(), Integer::sum);
                batch.release().run();
            }
        }
        return fetched;
    }

    private int count(VitessSplit split) {
        return (int)
                tables.rows().keySet().stream()
                        .map(key -> Integer.parseInt(key.split(" ")[1]))
                        .filter(id -> tables.shardOf("customer", id).equals(split.shard()))
                        .count();
    }

    private static ShardPosition copy() {
        return ShardPosition.beforeCopy(TABLES);
    }
}
