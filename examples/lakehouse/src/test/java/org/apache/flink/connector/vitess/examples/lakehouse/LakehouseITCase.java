// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job on a Vitess in memory. */
@Timeout(300)
class LakehouseITCase {

    private static final Duration OFTEN = Duration.ofMillis(200);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final List<String> COLUMNS = List.of("id", "a", "v");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir Path folder;
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace shop;
    private LakeReader lake;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.start();
        shop = vitess.createKeyspace("shop", "-80", "80-");
        lake = new LakeReader(warehouse(), "shop");
        createTable("item");
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void tablesColumnsAndRowsFollowTheKeyspace() throws Exception {
        insert("item", 1, 40);
        try (RunningJob job = start(OFTEN)) {
            awaitEqual("item", COLUMNS);
            update("item", 7, -7, "changed");
            delete("item", 8);
            move("item", 9);
            awaitEqual("item", COLUMNS);

            addColumn("item", "b");
            widen("item", "a");
            insert("item", 41, 50, 1L << 40, "new", 5);
            update("item", 7, 1L << 40, "again", 6);
            awaitEqual("item", List.of("id", "a", "v", "b"));
            assertThat(lake.columns("item").findType("a")).hasToString("long");

            createTable("added");
            insert("added", 1, 10);
            awaitEqual("added", COLUMNS);
        }
    }

    @Test
    void droppedAndRenamedColumnsStay() throws Exception {
        insert("item", 1, 4);
        try (RunningJob job = start(OFTEN)) {
            awaitEqual("item", COLUMNS);
            shop.alter(AlterTable.of("item").rename("v", "w").drop("a"));
            update("item", 2, "after");
            awaitRows(
                    "item",
                    List.of("id", "a", "v", "w"),
                    List.of(
                            "[1, 1, first, null]",
                            "[2, null, null, after]",
                            "[3, 3, first, null]",
                            "[4, 4, first, null]"));
        }
    }

    @Test
    void aRestartedJobDeletesFromATableThatHasLostAColumn() throws Exception {
        insert("item", 1, 4);
        String savepoint;
        try (RunningJob job = start(OFTEN)) {
            awaitEqual("item", COLUMNS);
            savepoint = job.stopWithSavepoint(folder);
        }
        shop.alter(AlterTable.of("item").drop("a"));
        update("item", 2, "after");
        delete("item", 3);
        try (RunningJob job = start(OFTEN, RunningJob.from(savepoint))) {
            awaitRows(
                    "item", COLUMNS, List.of("[1, 1, first]", "[2, null, after]", "[4, 4, first]"));
        }
    }

    @Test
    void aRowChangedBeforeAndAfterAnAlterationInOneCommitIsThereOnce() throws Exception {
        changeAroundAnAlteration(new FormerColumns());

        assertThat(lake.rows("item", COLUMNS)).isEqualTo(inVitess("item"));
    }

    /**
     * Why {@link FormerColumns} is needed, and that the test above would notice. It concerns at
     * least the shard whose rows come first: the other one may find the table wide already.
     */
    @Test
    void withoutDeletionsFromFormerColumnsSuchARowIsThereTwice() throws Exception {
        changeAroundAnAlteration(new NoDeletions());

        assertThat(lake.rows("item", COLUMNS))
                .contains("[1, 10, widened]")
                .hasSizeGreaterThan(inVitess("item").size());
    }

    /** All changes come between two checkpoints, those of the savepoints. */
    private void changeAroundAnAlteration(RichFlatMapFunction<TableRow, TableRow> deletions)
            throws Exception {
        insert("item", 1, 1);
        String savepoint;
        try (RunningJob job = start(OFTEN)) {
            awaitEqual("item", COLUMNS);
            savepoint = job.stopWithSavepoint(folder);
        }
        for (String shard : shop.servingShards()) {
            shop.insert("item", idOf("item", shard), 2, "first");
        }
        insert("item", 3, 4);
        widen("item", "id");
        widen("item", "a");
        for (String shard : shop.servingShards()) {
            update("item", idOf("item", shard), 20, "widened");
        }
        update("item", 1, 10, "widened");
        delete("item", 4);
        createTable("last");
        for (String shard : shop.servingShards()) {
            insert("last", idOf("last", shard), idOf("last", shard));
        }
        PassesLast.AWAITED = new CountDownLatch(shop.servingShards().size());
        StreamExecutionEnvironment env = environment(NEVER, RunningJob.from(savepoint));
        Lakehouse.write(
                env.fromSource(source().build(), WatermarkStrategy.noWatermarks(), "vitess")
                        .uid("vitess")
                        .flatMap(deletions)
                        .uid("former-columns")
                        .filter(new PassesLast())
                        .uid("passes-last"),
                Lakehouse.folder(warehouse()),
                "shop");
        try (RunningJob job = new RunningJob(env.executeAsync())) {
            assertThat(PassesLast.AWAITED.await(60, TimeUnit.SECONDS)).isTrue();
            job.stopWithSavepoint(folder);
        }
    }

    /** Tells when each shard's last row has passed. */
    private static final class PassesLast implements FilterFunction<TableRow> {
        private static volatile CountDownLatch AWAITED;

        @Override
        public boolean filter(TableRow row) {
            if (row.table().equals("last")) {
                AWAITED.countDown();
            }
            return true;
        }
    }

    private static final class NoDeletions extends RichFlatMapFunction<TableRow, TableRow> {
        @Override
        public void flatMap(TableRow row, Collector<TableRow> out) {
            out.collect(row);
        }
    }

    private int idOf(String table, String shard) {
        int id = -1;
        while (!shop.shardOf(table, id).name().equals(shard)) {
            id--;
        }
        return id;
    }

    @Test
    void aTableWithoutPrimaryKeyFailsTheJobWithAMessage() throws Exception {
        shop.createTable(TableDefinition.of("log").bigint("id").notNull());
        shop.insert("log", 1);
        try (RunningJob job = start(NEVER)) {
            assertThat(job.awaitFailure(RunningJob.PATIENCE))
                    .hasStackTraceContaining("Table 'log' has no primary key")
                    .hasStackTraceContaining("leave it out with --exclude");
        }
    }

    private RunningJob start(Duration checkpoints) throws Exception {
        return start(checkpoints, new Configuration());
    }

    private RunningJob start(Duration checkpoints, Configuration configuration) throws Exception {
        StreamExecutionEnvironment env = environment(checkpoints, configuration);
        Lakehouse.define(env, source().build(), Lakehouse.folder(warehouse()), "shop");
        return new RunningJob(env.executeAsync());
    }

    private static StreamExecutionEnvironment environment(
            Duration checkpoints, Configuration configuration) {
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        env.enableCheckpointing(checkpoints.toMillis());
        return env;
    }

    private VitessSourceBuilder<TableRow> source() {
        return Lakehouse.source(Lakehouse.folder(warehouse()), "shop")
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop");
    }

    private String warehouse() {
        return folder.resolve("warehouse").toUri().toString();
    }

    private void createTable(String name) {
        shop.createTable(
                TableDefinition.of(name).integer("id").primaryKey().integer("a").varchar("v", 20));
    }

    private void addColumn(String table, String name) {
        shop.addColumn(table, TableDefinition.of(table).integer(name).column(name));
    }

    private void widen(String table, String column) {
        TableDefinition wide = TableDefinition.of(table).bigint(column);
        ColumnDefinition definition =
                (column.equals("id") ? wide.primaryKey() : wide).column(column);
        shop.alter(AlterTable.of(table).change(column, definition));
    }

    private void insert(String table, int from, int to, Object... rest) {
        for (int id = from; id <= to; id++) {
            shop.insert(table, row(id, rest.length == 0 ? new Object[] {id, "first"} : rest));
        }
    }

    private void update(String table, int id, Object... rest) {
        shop.shardOf(table, id).transaction(tx -> tx.update(table, List.of(id), row(id, rest)));
    }

    private void delete(String table, int id) {
        shop.shardOf(table, id).transaction(tx -> tx.delete(table, id));
    }

    /** Gives a row another key of the same shard. */
    private void move(String table, int id) {
        int other = 1000;
        while (shop.shardOf(table, other) != shop.shardOf(table, id)) {
            other++;
        }
        int to = other;
        shop.shardOf(table, id)
                .transaction(tx -> tx.update(table, List.of(id), row(to, 0, "moved")));
    }

    private static Object[] row(Object id, Object... rest) {
        List<Object> row = new ArrayList<>(List.of(id));
        row.addAll(List.of(rest));
        return row.toArray();
    }

    private List<String> inVitess(String table) {
        return shop.rowsOf(table).stream().map(List::toString).sorted().toList();
    }

    private void awaitEqual(String table, List<String> columns) {
        awaitRows(table, columns, inVitess(table));
    }

    private void awaitRows(String table, List<String> columns, List<String> expected) {
        Waiting.until(
                RunningJob.PATIENCE,
                () -> lake.rows(table, columns).equals(expected),
                () -> lake.rows(table, columns) + " instead of " + expected);
    }
}
