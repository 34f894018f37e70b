// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.TimedRow;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Watermarks on a real Vitess whose tablets write heartbeats, of which one shard is idle. */
@Timeout(180)
class TabletHeartbeatsITCase {

    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pattern AFTER = Pattern.compile("\\[(\\d+), (\\d+)\\]$");

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("customer")
                    .shards("-80", "80-")
                    .vttabletFlags("--heartbeat-enable", "--heartbeat-interval=1s");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.slots(4);

    private static final AtomicInteger WRITES = new AtomicInteger();

    @BeforeAll
    static void createTable() {
        VITESS.createTables(List.of("note"), "id bigint primary key, v bigint");
    }

    @Test
    void noRowIsLateThroughAHangingTabletAndAReshard() throws Exception {
        try (ChangelogJob job = TimedRow.start(source(StartupOptions.latest()), 2, SECOND);
                Writes busy = Writes.every(Duration.ofMillis(50), () -> write("customer/-80"))) {
            TimedRow.await(job, rows -> TimedRow.distinct(rows, TimedRow::watermark) >= 4);

            List<TimedRow> rows = whileHanging(idleTablet(), job);
            long held = newest(rows, TimedRow::watermark);
            rows = TimedRow.await(job, all -> newest(all, TimedRow::watermark) > held + 5_000);
            assertThat(rows).noneMatch(TimedRow::isLate);

            ReshardWorkflow split = VITESS.reshard(List.of("80-"), List.of("80-c0", "c0-"));
            split.switchTraffic();
            try (Writes all = Writes.every(Duration.ofMillis(20), () -> write("customer"))) {
                TimedRow.await(job, some -> has(some, "80-c0") && has(some, "c0-"));
                split.complete();
                long now = System.currentTimeMillis();
                rows = TimedRow.await(job, some -> newest(some, TimedRow::watermark) > now);
            }
            assertThat(rows).noneMatch(TimedRow::isLate);
        }
    }

    @Test
    void changesUpToAWatermarkAreWhatALockedSelectFinds() throws Exception {
        try (ChangelogJob job = TimedRow.start(source(StartupOptions.initial()), 2, SECOND);
                Writes all = Writes.every(Duration.ofMillis(10), () -> write("customer"))) {
            TimedRow.await(job, rows -> TimedRow.distinct(rows, TimedRow::watermark) >= 4);

            long cut;
            SortedMap<Long, Long> selected;
            synchronized (WRITES) {
                // Changes have the times of whole seconds.
                cut = System.currentTimeMillis() / 1000 * 1000 + 999;
                selected = select();
                Waiting.until(() -> System.currentTimeMillis() > cut, () -> "the second is over");
            }
            List<TimedRow> rows =
                    TimedRow.await(job, some -> newest(some, TimedRow::watermark) >= cut);

            assertThat(upTo(cut, rows)).isEqualTo(selected);
            assertThat(upTo(Long.MAX_VALUE, rows)).as("what came after").isNotEqualTo(selected);
        }
    }

    @Test
    void windowsOfSqlCloseThoughOneShardIsIdle() throws Exception {
        try (SqlQuery windows = NoteWindows.query(VITESS, 2, SECOND, Duration.ZERO);
                Writes busy = Writes.every(Duration.ofMillis(50), () -> write("customer/-80"))) {
            assertThat(windows.next(5)).hasSize(5);
        }
    }

    /** While a tablet hangs, the watermark does not move, although the other shard does. */
    private static List<TimedRow> whileHanging(ServerProcess tablet, ChangelogJob job)
            throws Exception {
        tablet.suspend();
        try {
            long since = System.currentTimeMillis();
            List<TimedRow> rows =
                    TimedRow.await(job, all -> newest(all, TimedRow::time) > since + 5_000);
            assertThat(newest(rows, TimedRow::watermark)).isLessThan(since - DELAY.toMillis());
            return rows;
        } finally {
            tablet.resume();
        }
    }

    private static ServerProcess idleTablet() {
        return VITESS.vitess().tablets("customer", "80-").get(0).vttablet();
    }

    private static boolean has(List<TimedRow> rows, String shard) {
        return rows.stream().anyMatch(row -> row.isOf(shard));
    }

    private static long newest(List<TimedRow> rows, ToLongFunction<TimedRow> value) {
        return rows.stream().mapToLong(value).max().orElse(Long.MIN_VALUE);
    }

    /** Writes one of 200 rows; if a shard is named, one of 200 others past the vindex. */
    private static void write(String target) {
        synchronized (WRITES) {
            int write = WRITES.incrementAndGet();
            VITESS.sqlTarget(
                    target,
                    "insert into note (id, v) values (%d, %d) on duplicate key update v = %2$d"
                            .formatted(row(target, write), write));
        }
    }

    private static long row(String target, int write) {
        return target.contains("/") ? 1000 + write % 200 : write % 200;
    }

    private static SortedMap<Long, Long> select() {
        SortedMap<Long, Long> rows = new TreeMap<>();
        VITESS.query("select id, v from note")
                .forEach(row -> rows.put(Long.valueOf(row.get(0)), Long.valueOf(row.get(1))));
        return rows;
    }

    /** The rows that changes up to a time leave. None is deleted. */
    private static SortedMap<Long, Long> upTo(long time, List<TimedRow> changes) {
        SortedMap<Long, Long> rows = new TreeMap<>();
        for (TimedRow change : changes) {
            Matcher after = AFTER.matcher(change.line());
            if (change.time() <= time && after.find()) {
                rows.put(Long.valueOf(after.group(1)), Long.valueOf(after.group(2)));
            }
        }
        return rows;
    }

    private static VitessSource<String> source(StartupOptions start) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("customer")
                .tableList("note")
                .startupOptions(start)
                .logWatermarks(DELAY)
                .deserializer(new ChangeLines())
                .build();
    }
}
