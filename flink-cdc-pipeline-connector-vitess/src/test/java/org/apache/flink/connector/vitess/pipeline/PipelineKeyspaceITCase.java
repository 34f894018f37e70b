// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.cdc.common.event.AddColumnEvent;
import org.apache.flink.cdc.common.event.Event;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.e2e.ReshardWorkflow;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.WrittenTables;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A keyspace of a real Vitess in a pipeline, under writes to all tables. -Dseed repeats a run's
 * random numbers.
 */
@Timeout(600)
class PipelineKeyspaceITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int TABLES = 20;

    /**
     * Alterations, each with a statement that gives the rows from before values of a new column.
     */
    private static final List<List<String>> ALTERATIONS =
            List.of(
                    List.of("alter table %s add column x int", "update %s set x = id + 1"),
                    List.of("alter table %s add column y varchar(10) after id"),
                    List.of("alter table %s modify a bigint"),
                    List.of("alter table %s modify b varchar(100)"),
                    List.of("alter table %s drop column c"),
                    List.of("alter table %s rename column c to d", "update %s set d = id + 2"),
                    List.of(
                            "alter table %s add column z date first",
                            "update %s set z = '2024-02-29'"),
                    List.of("alter table %s modify a decimal(20,4)", "update %s set a = a + 1"),
                    List.of("alter table %s modify b varchar(20) not null default 'none'"),
                    List.of("alter table %s modify b text after id, add column j json"));

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("all").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static TaskManagers taskManagers;

    private final long seed = Seed.choose();
    private final WrittenTables tables =
            new WrittenTables(
                    VITESS,
                    "all",
                    new Random(seed),
                    "id bigint primary key, a int, b varchar(20), c int not null default 1",
                    "insert into %1$s (id, a, b) values (%2$d, %2$d %% 1000, 'text %2$d')");
    private final SinkTables sink = new SinkTables();

    @BeforeAll
    static void findManagers(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
    }

    @Test
    @Tag("long")
    void isTheSameInTheSinkAfterAlterationsNewTablesAReshardAndLostTaskManagers() throws Exception {
        tables.create(IntStream.range(0, TABLES).mapToObj(i -> "t" + i).toList());
        try (RunningJob job = start("t.*", event -> true);
                Writes writes = Writes.every(Duration.ofMillis(5), tables::write)) {
            awaitEqual();
            // MySQL notices that the readers of the copies are gone when it has something to send.
            for (String shard : VITESS.servingShards("all")) {
                Waiting.until(
                        () -> VITESS.binlogReaders(shard) == 1,
                        () -> VITESS.binlogReaders(shard) + " streams read the log of " + shard);
            }
            alter(0, 5);
            tables.create(List.of("t_new1"));
            taskManagers.replaceOldest();
            alter(5, 7);
            awaitEqual();

            ReshardWorkflow reshard = VITESS.reshard(List.of("-80"), List.of("-40", "40-80"));
            reshard.switchTraffic();
            awaitEqual();
            reshard.complete();
            alter(7, 10);
            tables.create(List.of("t_new2"));
            taskManagers.replaceOldest();
            awaitEqual();
        }
    }

    @Test
    void aLostAlterationIsFound() throws Exception {
        tables.create(List.of("lossy"));
        try (RunningJob job = start("lossy", new LosesAnAddedColumn())) {
            tables.insert("lossy");
            awaitEqual();
            VITESS.vitess().applySchema("all", "alter table lossy add column x int");
            tables.executeInEachShard("update lossy set x = 5");
            VITESS.sql("insert into lossy (id, a) values (1000000, 7)");
            sink.await(
                    PATIENCE,
                    now ->
                            now.rows("lossy").containsKey("[1000000]")
                                    ? ""
                                    : "the last row is missing");

            assertThat(select("lossy").difference(sink)).contains("in MySQL");
        }
    }

    /** Loses the first of them, as a pipeline without the column would. */
    private static final class LosesAnAddedColumn implements FilterFunction<Event> {
        private static final AtomicBoolean LOST = new AtomicBoolean();

        @Override
        public boolean filter(Event event) {
            return !(event instanceof AddColumnEvent && LOST.compareAndSet(false, true));
        }
    }

    private RunningJob start(String selection, FilterFunction<Event> passes) throws Exception {
        Configuration restarts = new Configuration();
        restarts.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        restarts.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10);
        restarts.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        Map<String, String> options =
                Map.of(
                        "hostname", "localhost",
                        "port", Integer.toString(VITESS.vitess().grpcPort()),
                        "keyspace", "all",
                        "tables", selection,
                        "scan.newly-added-table.enabled", "true");
        return PipelineJob.start(PipelineJob.source(options), sink, 2, passes, restarts);
    }

    private void alter(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            tables.alter("t" + i, ALTERATIONS.get(i));
        }
    }

    /** Lets nothing be written until the sink has caught up. */
    private void awaitEqual() throws Exception {
        tables.pause(
                () -> {
                    List<Rows> expected = tables.names().stream().map(this::select).toList();
                    sink.await(PATIENCE, now -> differences(expected, now));
                });
    }

    private static String differences(List<Rows> expected, SinkTables sink) {
        return expected.stream().map(rows -> rows.difference(sink)).collect(Collectors.joining());
    }

    /** The rows of a table by their keys. */
    private record Rows(String table, List<String> columns, SortedMap<String, String> byKey) {

        /** Empty if there is none. */
        String difference(SinkTables sink) {
            SortedMap<String, String> written = sink.rows(table, columns);
            Set<String> keys = new TreeSet<>(byKey.keySet());
            keys.addAll(written.keySet());
            return keys.stream()
                    .filter(key -> !Objects.equals(byKey.get(key), written.get(key)))
                    .map(
                            key ->
                                    "\n%s%s: %s in MySQL, %s in the sink"
                                            .formatted(
                                                    table, key, byKey.get(key), written.get(key)))
                    .collect(Collectors.joining());
        }
    }

    private Rows select(String table) {
        List<String> columns = tables.columns(table);
        int key = columns.indexOf("id");
        SortedMap<String, String> rows = new TreeMap<>();
        tables.rows(table).forEach(row -> rows.put("[" + row.get(key) + "]", row.toString()));
        return new Rows(table, columns, rows);
    }
}
