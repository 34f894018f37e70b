// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.e2e.RowLengths;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** No load at all, more than a sink takes, and a long history, on a real Vitess. */
@Timeout(900)
class LoadITCase {

    private static final int BUSY_WRITES = 10;
    private static final int SERVERS = 500;

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("load").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private int id;

    @BeforeAll
    static void createTable() {
        VITESS.vitess()
                .applySchema("load", "create table t (id bigint, body longblob, primary key (id))");
    }

    @BeforeEach
    void clearTable() {
        VITESS.sql("truncate table t");
    }

    @Test
    @Fault("E6")
    void aWriteAfterHalfAMinuteOfSilence(Figures figures, @InjectMiniCluster MiniCluster cluster)
            throws Exception {
        idle(Duration.ofSeconds(30), figures, cluster);
    }

    @Test
    @Tag("long")
    @Fault("E6")
    void aWriteAfterMinutesOfSilence(Figures figures, @InjectMiniCluster MiniCluster cluster)
            throws Exception {
        idle(Duration.ofMinutes(6), figures, cluster);
    }

    /** A stream that slept, or waited for a heartbeat, would take seconds for the first write. */
    private void idle(Duration silence, Figures figures, MiniCluster cluster) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source().build(), 1)) {
            awaitReading(job);
            long busy = 0;
            for (int i = 0; i < BUSY_WRITES; i++) {
                busy = Math.max(busy, nanosUntilRead(job));
            }
            awaitCheckpoints(job, cluster, 5);
            long before = checkpointBytes(job, cluster);
            TimeUnit.NANOSECONDS.sleep(silence.toNanos());
            awaitCheckpoints(job, cluster, 5);
            long after = checkpointBytes(job, cluster);
            long first = nanosUntilRead(job);

            figures.add("s of silence", silence.toSeconds());
            figures.add("ms to the slowest of the writes before", busy / 1_000_000);
            figures.add("ms to the first write after", first / 1_000_000);
            figures.add("bytes of a checkpoint before", before);
            figures.add("bytes of a checkpoint after", after);
            // The position's last number may have grown by a few digits.
            assertThat(after).isBetween(before, before + 10);
            assertThat(first).isLessThan(Math.max(10 * busy, TimeUnit.SECONDS.toNanos(2)));
        }
    }

    private long nanosUntilRead(ChangelogJob job) throws Exception {
        long start = System.nanoTime();
        String line = insert(1);
        job.await(lines -> lines.contains(line));
        return System.nanoTime() - start;
    }

    /** Returns what comes of it. */
    private String insert(int bytes) {
        id++;
        VITESS.sql("insert into t values (%d, repeat('x', %d))".formatted(id, bytes));
        return "INSERT " + id + " " + bytes;
    }

    private static void awaitCheckpoints(ChangelogJob job, MiniCluster cluster, int more)
            throws Exception {
        long until = completed(job, cluster) + more;
        while (completed(job, cluster) < until) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static long completed(ChangelogJob job, MiniCluster cluster) throws Exception {
        return cluster.getExecutionGraph(job.id())
                .get(60, TimeUnit.SECONDS)
                .getCheckpointStatsSnapshot()
                .getCounts()
                .getNumberOfCompletedCheckpoints();
    }

    private static long checkpointBytes(ChangelogJob job, MiniCluster cluster) throws Exception {
        return cluster.getExecutionGraph(job.id())
                .get(60, TimeUnit.SECONDS)
                .getCheckpointStatsSnapshot()
                .getHistory()
                .getLatestCompletedCheckpoint()
                .getStateSize();
    }

    /** Many servers have written a shard in its life, as far as MySQL knows. */
    @Test
    @Fault("E7")
    void aHistoryOf500Servers(
            Figures figures, @TempDir Path folder, @InjectMiniCluster MiniCluster cluster)
            throws Exception {
        String servers =
                IntStream.range(0, SERVERS)
                        .mapToObj(i -> new UUID(i * 7_919_777_333L, i) + ":1-" + (1 + i * 1_000))
                        .collect(Collectors.joining(","));
        insert(1);
        VITESS.vitess()
                .vtctldclient(
                        "ExecuteFetchAsDBA",
                        VITESS.vitess().tablets("load", "0").get(0).alias(),
                        "set global gtid_purged = '+" + servers + "'");
        String savepoint;
        VitessSource<String> source = source().startupOptions(StartupOptions.initial()).build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            job.awaitLines(1);
            nanosUntilRead(job);
            awaitCheckpoints(job, cluster, 2);
            long bytes = checkpointBytes(job, cluster);
            figures.add("bytes of a checkpoint", bytes);
            assertThat(bytes).as("has the history").isBetween(SERVERS * 36L, 128L << 10);
            savepoint = job.stopWithSavepoint(folder);
        }
        String line = insert(2);
        try (ChangelogJob job = ChangelogJob.restore(source, 1, savepoint)) {
            assertThat(job.awaitLines(1)).containsExactly(line);
        }
    }

    @Test
    @Tag("long")
    @Fault("E4")
    void aSinkThatTakesNothingForMinutes(Figures figures) throws Exception {
        int bytes = 10_000;
        int rows = 15_000;
        Gate.open = new CountDownLatch(1);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        VitessSource<String> source = source().bufferSize(16 << 20).build();
        try (ChangelogJob job =
                ChangelogJob.start(
                        env,
                        env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                                .map(new Gate()))) {
            Gate.passes = true;
            awaitReading(job);
            int read = job.lines().size();
            long before = heapInUse();
            Gate.passes = false;
            long end = System.nanoTime() + Duration.ofMinutes(4).toNanos();
            int first = id + 1;
            for (int i = 0; i < rows / 100; i++) {
                insertMany(100, bytes);
            }
            long largest = 0;
            while (System.nanoTime() < end) {
                insertMany(1, bytes);
                TimeUnit.SECONDS.sleep(5);
                largest = Math.max(largest, heapInUse());
            }
            assertThat(job.lines().size()).as("lines while the sink takes none").isEqualTo(read);
            Gate.open.countDown();
            int expected = id - first + 1;
            job.await(lines -> lines.size() >= read + expected);

            assertThat(job.lines()).hasSize(read + expected).doesNotHaveDuplicates();
            figures.add("MiB written", (long) expected * bytes >> 20);
            figures.add("MiB more of heap", Math.max(0, largest - before) >> 20);
            assertThat(largest - before).isLessThan(96 << 20);
        } finally {
            Gate.open.countDown();
        }
    }

    private void insertMany(int rows, int bytes) {
        VITESS.sql(
                IntStream.range(0, rows)
                        .mapToObj(i -> "(%d, repeat('x', %d))".formatted(++id, bytes))
                        .collect(Collectors.joining(", ", "insert into t values ", "")));
    }

    private static long heapInUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Lets nothing pass until it is opened. */
    private static final class Gate implements MapFunction<String, String> {

        private static final long serialVersionUID = 1;

        private static volatile boolean passes;
        private static volatile CountDownLatch open;

        @Override
        public String map(String line) throws InterruptedException {
            if (!passes) {
                open.await();
            }
            return line;
        }
    }

    /** Changes rows until one has come: the job starts from the latest position. */
    private void awaitReading(ChangelogJob job) throws Exception {
        do {
            insert(1);
            job.awaitChange();
        } while (job.lines().isEmpty());
        job.await(lines -> lines.contains("INSERT " + id + " 1"));
    }

    private static VitessSourceBuilder<String> source() {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("load")
                .tableList("t")
                .startupOptions(StartupOptions.latest())
                .deserializer(new RowLengths());
    }
}
