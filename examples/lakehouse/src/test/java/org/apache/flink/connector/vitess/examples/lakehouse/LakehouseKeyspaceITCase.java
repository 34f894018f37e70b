// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.e2e.Reshard;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
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

    /** The tables of all tests: each has to be in the keyspace's VSchema. */
    private static final List<String> CREATED = new ArrayList<>();

    private static TaskManagers taskManagers;

    private final long seed = Long.getLong("lakehouse.seed", new Random().nextInt(1_000_000));
    private final Random random = new Random(seed);
    private final List<String> tables = new ArrayList<>();
    private final Object writing = new Object();
    private long nextId;

    @TempDir Path folder;

    @BeforeAll
    static void findManagers(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
    }

    @Test
    void isTheSameInTheLakeAfterAlterationsANewTableAReshardAndLostTaskManagers() throws Exception {
        System.out.println("-Dlakehouse.seed=" + seed);
        create(IntStream.range(0, TABLES).mapToObj(i -> "t" + i).toList());
        try (RunningJob job = start("t.*", row -> true);
                Writes writes = Writes.every(Duration.ofMillis(20), this::write)) {
            awaitEqual();
            alter(0, 2);
            create(List.of("t_new"));
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
        create(List.of("lossy"));
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
                    RowFormat.of(row.columns()).read(row.row()).getRowKind()
                            == org.apache.flink.types.RowKind.DELETE;
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

    private void create(List<String> added) {
        String columns =
                " (id bigint primary key, a int, b varchar(20), c int not null default 1,"
                        + " e decimal(10,2), f float)";
        VITESS.vitess()
                .applySchema(
                        "all",
                        added.stream()
                                .map(table -> "create table " + table + columns)
                                .collect(Collectors.joining(";")));
        synchronized (writing) {
            tables.addAll(added);
            CREATED.addAll(added);
            VITESS.vitess().applyVSchema("all", vschema());
            for (int i = 0; i < 10; i++) {
                added.forEach(this::insert);
            }
        }
    }

    private static String vschema() {
        return CREATED.stream()
                .map(
                        table ->
                                "\"%s\": {\"column_vindexes\": [{\"column\": \"id\", \"name\": \"hash\"}]}"
                                        .formatted(table))
                .collect(
                        Collectors.joining(
                                ",",
                                "{\"sharded\": true, \"vindexes\": {\"hash\": {\"type\": \"hash\"}},"
                                        + " \"tables\": {",
                                "}}"));
    }

    private void write() {
        synchronized (writing) {
            String table = tables.get(random.nextInt(tables.size()));
            long id = random.nextLong(nextId);
            switch (random.nextInt(4)) {
                case 0 -> VITESS.sql("delete from %s where id = %d".formatted(table, id));
                case 1 ->
                        VITESS.sql(
                                "update %s set a = %d where id = %d"
                                        .formatted(table, random.nextInt(1000), id));
                default -> insert(table);
            }
        }
    }

    private void insert(String table) {
        long id = nextId++;
        VITESS.sql(
                "insert into %s (id, a, b, e, f) values (%d, %d, 'text %d', %d.25, %d.5)"
                        .formatted(table, id, id % 1000, id, id, id % 100));
    }

    /** Alters tables at random moments. */
    private void alter(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
            String table = "t" + i;
            List<String> statements = ALTERATIONS.get(i);
            VITESS.vitess().applySchema("all", statements.get(0).formatted(table));
            for (String statement : statements.subList(1, statements.size())) {
                inEachShard(statement.formatted(table));
            }
        }
    }

    /** vtgate itself learns of a new column some seconds later. */
    private static void inEachShard(String sql) throws SQLException {
        for (String shard : VITESS.servingShards("all")) {
            try (Connection connection = VITESS.connection("all/" + shard);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /** Lets nothing be written until the lake has caught up. */
    private void awaitEqual() throws Exception {
        synchronized (writing) {
            Waiting.until(PATIENCE, () -> differences().isEmpty(), this::differences);
        }
    }

    /** What is not the same; empty if nothing is. */
    private String differences() {
        return tables.stream().map(this::difference).collect(Collectors.joining());
    }

    private String difference(String table) {
        List<String> columns = columns(table);
        List<String> expected = select(table);
        List<String> written = lake().rows(table, columns);
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

    private static List<String> columns(String table) {
        return VITESS
                .queryTarget(
                        "all/" + anyShard(),
                        "select column_name from information_schema.columns where table_schema ="
                                + " database() and table_name = '"
                                + table
                                + "' order by ordinal_position")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private static String anyShard() {
        return shards().get(0);
    }

    private static List<String> shards() {
        try {
            return VITESS.servingShards("all");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> select(String table) {
        return shards().stream()
                .map(shard -> VITESS.queryTarget("all/" + shard, "select * from " + table))
                .flatMap(List::stream)
                .map(List::toString)
                .sorted()
                .toList();
    }
}
