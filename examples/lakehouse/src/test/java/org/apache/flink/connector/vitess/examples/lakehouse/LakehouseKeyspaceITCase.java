// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.e2e.Reshard;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.WrittenTables;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A keyspace of a real Vitess in the lake, under writes to all tables. -Dlakehouse.seed repeats a
 * run's random numbers.
 */
@Timeout(900)
@Tag("long")
class LakehouseKeyspaceITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TABLES = 6;

    /**
     * Alterations, each with a statement that gives the rows from before values of a new column.
     */
    private static final List<List<String>> ALTERATIONS =
            List.of(
                    List.of("alter table %s add column x int", "update %s set x = id + 1"),
                    List.of("alter table %s modify a bigint"),
                    List.of("alter table %s modify e decimal(20,2), add column y date after id"),
                    List.of("alter table %s drop column c"),
                    List.of("alter table %s rename column c to d", "update %s set d = id + 2"),
                    List.of("alter table %s modify b text, modify f double"));

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("all").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static TaskManagers taskManagers;

    private final long seed = Long.getLong("lakehouse.seed", new Random().nextInt(1_000_000));
    private final WrittenTables tables =
            new WrittenTables(
                    VITESS,
                    "all",
                    new Random(seed),
                    "id bigint primary key, a int, b varchar(20), c int not null default 1,"
                            + " e decimal(10,2), f float",
                    "insert into %1$s (id, a, b, e, f) values (%2$d, %2$d %% 1000, 'text %2$d',"
                            + " %2$d + 0.25, %2$d %% 100 + 0.5)");

    @TempDir Path folder;

    @BeforeAll
    static void findManagers(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
    }

    @Test
    void isTheSameInTheLakeAfterAlterationsANewTableAReshardAndLostTaskManagers() throws Exception {
        System.out.println("-Dlakehouse.seed=" + seed);
        tables.create(IntStream.range(0, TABLES).mapToObj(i -> "t" + i).toList());
        try (RunningJob job = start("t.*", row -> true);
                Writes writes = Writes.every(Duration.ofMillis(20), tables::write)) {
            awaitEqual();
            alter(0, 2);
            tables.create(List.of("t_new"));
            taskManagers.replaceOldest();
            alter(2, 4);
            awaitEqual();

            Reshard reshard = VITESS.reshard(List.of("-80"), List.of("-40", "40-80"));
            reshard.switchTraffic();
            awaitEqual();
            reshard.complete();
            alter(4, TABLES);
            taskManagers.replaceOldest();
            awaitEqual();
        }
    }

    @Test
    void aLostDeletionIsFound() throws Exception {
        tables.create(List.of("lossy"));
        try (RunningJob job = start("lossy", new LosesADeletion())) {
            awaitEqual();
            VITESS.sql("delete from lossy where id = 3", "insert into lossy (id) values (100)");
            Waiting.until(
                    PATIENCE,
                    () -> lake().rows("lossy", List.of("id")).contains("[100]"),
                    () -> "the last row is missing");

            assertThat(differences()).startsWith("lossy: not in MySQL [[3, ");
        }
    }

    /** Loses the first of them. */
    private static final class LosesADeletion implements FilterFunction<TableRow> {
        private static final AtomicBoolean LOST = new AtomicBoolean();

        @Override
        public boolean filter(TableRow row) {
            boolean deletion =
                    RowFormat.of(row.columns()).read(row.row()).getRowKind() == RowKind.DELETE;
            return !(deletion && LOST.compareAndSet(false, true));
        }
    }

    private RunningJob start(String selection, FilterFunction<TableRow> passes) throws Exception {
        Configuration restarts = new Configuration();
        restarts.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        restarts.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
        restarts.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(restarts);
        env.setParallelism(2);
        env.enableCheckpointing(1000);
        VitessSource<TableRow> source =
                Lakehouse.source(Lakehouse.folder(warehouse()), "all")
                        .hostname("localhost")
                        .port(VITESS.vitess().grpcPort())
                        .keyspace("all")
                        .tableList(selection)
                        .build();
        Lakehouse.write(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                        .uid("vitess")
                        .filter(passes)
                        .uid("passes")
                        .flatMap(new FormerColumns())
                        .uid("former-columns"),
                Lakehouse.folder(warehouse()),
                "all");
        return new RunningJob(env.executeAsync("lakehouse"));
    }

    private String warehouse() {
        return folder.resolve("warehouse").toUri().toString();
    }

    private LakeReader lake() {
        return new LakeReader(warehouse(), "all");
    }

    private void alter(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            tables.alter("t" + i, ALTERATIONS.get(i));
        }
    }

    /** Lets nothing be written until the lake has caught up. */
    private void awaitEqual() throws Exception {
        tables.pause(
                () -> Waiting.until(PATIENCE, () -> differences().isEmpty(), this::differences));
    }

    /** What is not the same; empty if nothing is. */
    private String differences() {
        return tables.names().stream().map(this::difference).collect(Collectors.joining());
    }

    private String difference(String table) {
        List<String> expected = tables.rows(table).stream().map(List::toString).sorted().toList();
        List<String> written = lake().rows(table, tables.columns(table));
        return expected.equals(written)
                ? ""
                : "%s: not in MySQL %s, not in the lake %s\n"
                        .formatted(table, without(written, expected), without(expected, written));
    }

    /** The rows that the first list has more often than the second one. */
    private static List<String> without(List<String> rows, List<String> others) {
        List<String> rest = new ArrayList<>(rows);
        others.forEach(rest::remove);
        return rest;
    }
}
