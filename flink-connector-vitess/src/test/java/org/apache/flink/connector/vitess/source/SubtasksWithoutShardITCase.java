// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.AllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Windows of a job that has more subtasks than shards, without any timeout for idleness. */
@Timeout(120)
class SubtasksWithoutShardITCase {

    private static final int SUBTASKS = 4;

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.slots(SUBTASKS);

    private final AtomicInteger lastId = new AtomicInteger();
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.start();
        keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "customer");
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void windowsCloseBeforeAndAfterReshards() throws Exception {
        try (ChangelogJob job = windows();
                Writes writes = Writes.every(Duration.ofMillis(20), this::insert)) {
            job.awaitLines(2);

            reshard(List.of("-80", "80-"), List.of("-"));
            job.awaitLines(job.lines().size() + 4);

            reshard(List.of("-"), List.of("-55", "55-aa", "aa-"));
            job.awaitLines(job.lines().size() + 4);
        }
    }

    /** One line for each window of a second that has closed. */
    private ChangelogJob windows() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(SUBTASKS);
        DataStream<String> ends =
                env.fromSource(
                                source(),
                                WatermarkStrategy.<String>forMonotonousTimestamps(),
                                "vitess")
                        .uid("vitess")
                        .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
                        .apply(new WindowEnds())
                        .uid("windows");
        return ChangelogJob.start(env, ends);
    }

    private static final class WindowEnds implements AllWindowFunction<String, String, TimeWindow> {

        private static final long serialVersionUID = 1;

        @Override
        public void apply(TimeWindow window, Iterable<String> rows, Collector<String> out) {
            out.collect("window up to " + window.getEnd());
        }
    }

    private void insert() {
        int id = lastId.incrementAndGet();
        synchronized (tables) {
            tables.insert("customer", id, id);
        }
    }

    private void reshard(List<String> sources, List<String> targets) {
        synchronized (tables) {
            keyspace.addShards(targets.toArray(String[]::new));
            keyspace.reshard(sources, targets).switchTraffic();
        }
    }

    private VitessSource<String> source() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer")
                .startupOptions(StartupOptions.latest())
                .deserializer(new ChangeLines())
                .build();
    }
}
