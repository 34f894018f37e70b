// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.TimedRow;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The watermarks of a source that follow the log of each shard. */
@Timeout(120)
class LogWatermarksITCase {

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.slots(2);

    private final AtomicInteger lastId = new AtomicInteger();
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.start();
        keyspace = vitess.createKeyspace("shop", "-40", "40-80", "80-c0", "c0-");
        tables = new ShopTables(keyspace, "customer", "visit");
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void theyMoveByTransactionsOfOtherTablesAndNotWithoutAny() throws Exception {
        try (ChangelogJob job = TimedRow.start(source(), 2, Duration.ofMillis(200));
                Writes customers = every(20, () -> insert("customer", "c0-"))) {
            List<TimedRow> rows =
                    TimedRow.await(job, all -> TimedRow.distinct(all, TimedRow::time) >= 4);
            assertThat(rows).extracting(TimedRow::watermark).containsOnly(Long.MIN_VALUE);

            try (Writes visits = every(100, this::visitAllShards)) {
                rows = TimedRow.await(job, all -> TimedRow.distinct(all, TimedRow::watermark) >= 4);
            }
            assertThat(rows).noneMatch(TimedRow::isLate);
        }
    }

    /** That of a merge of shards that two subtasks read waits for a checkpoint. */
    @Test
    void noRowOfATargetThatWaitsIsLate() throws Exception {
        try (ChangelogJob job = TimedRow.start(source(), 2, Duration.ofSeconds(3));
                Writes customers = every(10, () -> insert("customer", ""))) {
            TimedRow.await(job, rows -> TimedRow.distinct(rows, TimedRow::watermark) >= 3);

            synchronized (tables) {
                keyspace.addShards("40-c0");
                keyspace.reshard(List.of("40-80", "80-c0"), List.of("40-c0")).switchTraffic();
            }
            List<TimedRow> rows =
                    TimedRow.await(
                            job,
                            all -> all.stream().filter(row -> row.isOf("40-c0")).count() >= 100);

            assertThat(rows).noneMatch(TimedRow::isLate);
        }
    }

    private static Writes every(int millis, Runnable write) {
        return Writes.every(Duration.ofMillis(millis), write);
    }

    /** The next row that belongs to a shard; into any for an empty name. */
    private void insert(String table, String shard) {
        synchronized (tables) {
            int id = lastId.incrementAndGet();
            while (!shard.isEmpty() && !tables.shardOf(table, id).name().equals(shard)) {
                id = lastId.incrementAndGet();
            }
            tables.insert(table, id, id);
        }
    }

    private void visitAllShards() {
        List.of("-40", "40-80", "80-c0", "c0-").forEach(shard -> insert("visit", shard));
    }

    private VitessSource<String> source() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer")
                .startupOptions(StartupOptions.latest())
                .logWatermarks(Duration.ZERO)
                .deserializer(new ChangeLines())
                .build();
    }
}
