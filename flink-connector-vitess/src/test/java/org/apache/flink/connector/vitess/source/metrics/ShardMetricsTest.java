// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.junit.jupiter.api.Test;

class ShardMetricsTest {

    private static final Shard SHARD = new Shard("shop", "-80");
    private static final String GROUP = "reader.VitessSource.keyspace.shop.shard.-80.";
    private static final ShardPosition IN_LOG =
            ShardPosition.inLog("MySQL56/u:1-6", List.of("a", "b"));

    private final AtomicLong nanos = new AtomicLong(1_000);
    private final AtomicLong millis = new AtomicLong();
    private final RegisteredMetrics registered = new RegisteredMetrics();
    private final ReaderMetrics reader =
            new ReaderMetrics(registered.reader(), nanos::get, millis::get);

    @Test
    void aSilentStreamIsSeen() {
        ShardMetrics metrics = reader.shard(SHARD, IN_LOG);
        pass(Duration.ofMillis(6_999));
        assertThat(value("secondsSinceLastEvent")).isEqualTo(6L);
        assertThat(value("secondsSinceLastResponse")).isEqualTo(6L);

        metrics.received(30);
        pass(Duration.ofSeconds(2));
        assertThat(value("secondsSinceLastEvent")).as("a heartbeat is no event").isEqualTo(8L);
        assertThat(value("secondsSinceLastResponse")).isEqualTo(2L);

        metrics.read(new ChangeBatch(List.of(), IN_LOG));
        pass(Duration.ofSeconds(1));
        assertThat(value("secondsSinceLastEvent")).isEqualTo(1L);
    }

    @Test
    void theLagIsThatOfTheLastChange() {
        ShardMetrics metrics = reader.shard(SHARD, IN_LOG);
        assertThat(value("currentFetchEventTimeLag")).isEqualTo(-1L);

        millis.set(10_500);
        metrics.read(new ChangeBatch(List.of(insert(4), insert(7)), IN_LOG));
        millis.set(20_000);
        metrics.read(new ChangeBatch(List.of(), IN_LOG));
        assertThat(value("currentFetchEventTimeLag")).isEqualTo(3_500L);
        assertThat(registered.values("reader.currentFetch")).containsValue(3_500L);

        reader.shard(new Shard("shop", "80-"), IN_LOG)
                .read(new ChangeBatch(List.of(insert(19)), IN_LOG));
        assertThat(registered.values("reader.currentFetch")).containsValue(1_000L);
        assertThat(value("currentFetchEventTimeLag")).as("of its own shard").isEqualTo(3_500L);
    }

    @Test
    void theRowsOfAnOpenTransactionAreShown() {
        ShardMetrics metrics = reader.shard(SHARD, IN_LOG.withOpenTransaction("u:7", 256));
        assertThat(value("openTransactionRows")).as("restored").isEqualTo(256L);

        metrics.read(new ChangeBatch(List.of(), IN_LOG.withOpenTransaction("u:7", 512)));
        assertThat(value("openTransactionRows")).isEqualTo(512L);

        metrics.read(new ChangeBatch(List.of(), IN_LOG));
        assertThat(value("openTransactionRows")).isEqualTo(0L);
    }

    @Test
    void theCopyOfEachTableIsFollowed() {
        ShardPosition start =
                ShardPosition.beforeCopy(List.of("a", "b", "c")).withTable("a", new Finished());
        ShardMetrics metrics = reader.shard(SHARD, start);
        assertThat(registered.values(GROUP + "table."))
                .as("a table that was copied before has nothing to show")
                .doesNotContainKey("a.copyState")
                .containsEntry("b.copyState", 0)
                .containsEntry("c.copyState", 0);
        assertThat(value("tablesToCopy")).isEqualTo(2);

        ShardPosition inCopy = start.withTable("b", new InProgress(new LastPk(new byte[] {1})));
        metrics.read(new ChangeBatch(List.of(copied("b"), copied("b")), inCopy));
        assertThat(registered.values(GROUP + "table."))
                .containsEntry("b.copyState", 1)
                .containsEntry("b.numSnapshotRecords", 2L);

        ShardPosition after = inCopy.withTable("b", new Finished());
        metrics.read(new ChangeBatch(List.of(copied("b"), insert(1)), after));
        assertThat(registered.values(GROUP + "table."))
                .containsEntry("b.copyState", 2)
                .containsEntry("b.numSnapshotRecords", 3L)
                .containsEntry("c.copyState", 0)
                .containsEntry("c.numSnapshotRecords", 0L);
        assertThat(value("tablesToCopy")).isEqualTo(1);
        assertThat(value("numSnapshotRecords")).isEqualTo(3L);
        assertThat(value("numInsertDMLRecords")).isEqualTo(1L);
    }

    @Test
    void retriesAreCountedUntilThereIsProgress() {
        ShardMetrics metrics = reader.shard(SHARD, IN_LOG);
        metrics.retried(1);
        metrics.retried(2);
        assertThat(value("retryAttempt")).isEqualTo(2);

        metrics.received(10);
        assertThat(value("retryAttempt")).as("a heartbeat is no progress").isEqualTo(2);

        metrics.read(new ChangeBatch(List.of(), IN_LOG));
        assertThat(value("retryAttempt")).isEqualTo(0);
        assertThat(value("reconnects")).isEqualTo(2L);
    }

    @Test
    void aShardThatIsNoLongerReadHasNoMetricsAndOneThatComesBackHasNewOnes() {
        ShardPosition start = ShardPosition.beforeCopy(List.of("a"));
        ShardMetrics other = reader.shard(new Shard("shop", "80-"), start);
        for (int round = 0; round < 3; round++) {
            ShardMetrics metrics = reader.shard(SHARD, start);
            metrics.retried(5);
            assertThat(value("retryAttempt")).as("round %d", round).isEqualTo(5);
            assertThat(value("reconnects")).as("round %d", round).isEqualTo(1L);
            assertThat(registered.values(GROUP + "table."))
                    .as("round %d", round)
                    .containsOnlyKeys("a.copyState", "a.numSnapshotRecords");

            metrics.close();
            metrics.close();
            assertThat(registered.values(GROUP)).as("round %d", round).isEmpty();
        }
        other.retried(1);
        assertThat(registered.values("reader.VitessSource.keyspace.shop.shard.80-."))
                .containsEntry("reconnects", 1L);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Object value(String name) {
        Map<String, Object> values = registered.values(GROUP);
        assertThat(values).containsKey(name);
        return values.get(name);
    }

    private static RowChange insert(long committedSeconds) {
        return row("a", Optional.of(Instant.ofEpochSecond(committedSeconds)));
    }

    private static RowChange copied(String table) {
        return row(table, Optional.empty());
    }

    private static RowChange row(String table, Optional<Instant> committed) {
        RowImage image =
                new RowImage(new TableSchema("shop", table, List.of()), new byte[0], new int[0]);
        return new RowChange(
                Optional.empty(),
                Optional.of(image),
                new ChangeSource(SHARD, table, "u:7", committed, ""));
    }
}
