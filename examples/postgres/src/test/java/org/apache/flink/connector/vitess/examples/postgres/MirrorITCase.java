// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job on a Vitess in memory, with a real PostgreSQL. */
@Timeout(300)
class MirrorITCase {

    private static final long CHECKPOINT_MILLIS = 200;
    private static final List<String> COLUMNS = List.of("id", "a", "v");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static LocalPostgres postgres;
    private static int schemas;

    @TempDir Path folder;
    private final PostgresReader reader = new PostgresReader(postgres, "shop" + schemas++);
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace shop;

    @BeforeAll
    static void startPostgres() {
        postgres = LocalPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.start();
        shop = vitess.createKeyspace("shop", "-80", "80-");
        createTable("item");
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void tablesColumnsAndRowsFollowTheKeyspace() throws Exception {
        insert("item", 1, 2_500);
        try (RunningJob job = start()) {
            awaitEqual("item", COLUMNS);
            update("item", 7, 7, -7, "changed");
            update("item", 9, keyBeside(9), 0, "moved");
            shop.shardOf("item", 8).transaction(tx -> tx.delete("item", 8));
            awaitEqual("item", COLUMNS);

            shop.addColumn("item", TableDefinition.of("item").integer("b").column("b"));
            shop.alter(AlterTable.of("item").change("a", bigint("a")));
            update("item", 7, 7, 1L << 40, "again", 6);
            awaitEqual("item", List.of("id", "a", "v", "b"));
            assertThat(reader.type("item", "a")).isEqualTo("[[bigint]]");

            createTable("added");
            insert("added", 1, 10);
            awaitEqual("added", COLUMNS);
        }
    }

    @Test
    void valuesOfAllKindsAreTheSame() throws Exception {
        shop.createTable(
                new TableDefinition(
                        "kinds",
                        List.of(
                                TableDefinition.of("kinds").bigint("id").primaryKey().column("id"),
                                column("u", Type.UINT64, "bigint unsigned"),
                                column("d", Type.DECIMAL, "decimal(30,10)"),
                                column("f", Type.FLOAT32, "float"),
                                column("y", Type.YEAR, "year"),
                                column("at", Type.DATETIME, "datetime(6)"),
                                column("utc", Type.TIMESTAMP, "timestamp(3)"),
                                column("t", Type.TIME, "time"),
                                column("j", Type.JSON, "json"),
                                column("b", Type.VARBINARY, "varbinary(9)"))));
        shop.insert(
                "kinds",
                1,
                "18446744073709551615",
                "12345678901234567890.1234567890",
                "1.5",
                "2026",
                "2026-01-02 03:04:05.123456",
                "2026-01-02 03:04:05.123",
                "-838:59:59",
                "{\"a\": [1, 2.5]}",
                new byte[] {0, -1});
        shop.insert("kinds", 2, null, null, null, null, null, null, null, null, null);
        try (RunningJob job = start()) {
            awaitRows(
                    "kinds",
                    List.of("id", "u", "d", "f", "y", "at", "utc", "t", "j", "b"),
                    List.of(
                            "[1, 18446744073709551615, 12345678901234567890.1234567890, 1.5, 2026,"
                                    + " 2026-01-02 03:04:05.123456, 2026-01-02 03:04:05.123+00,"
                                    + " -838:59:59, {\"a\": [1, 2.5]}, \\x00ff]",
                            "[2, null, null, null, null, null, null, null, null, null]"));
        }
    }

    @Test
    void droppedAndRenamedColumnsStay() throws Exception {
        insert("item", 1, 3);
        try (RunningJob job = start()) {
            awaitEqual("item", COLUMNS);
            shop.alter(AlterTable.of("item").rename("v", "w").drop("a"));
            update("item", 2, 2, "after");
            awaitRows(
                    "item",
                    List.of("id", "a", "v", "w"),
                    List.of("[1, 1, first, null]", "[2, 2, first, after]", "[3, 3, first, null]"));
        }
    }

    @Test
    void rowsThatComeAgainAfterARestartAreThereOnce() throws Exception {
        insert("item", 1, 10);
        String savepoint;
        try (RunningJob job = start()) {
            awaitEqual("item", COLUMNS);
            savepoint = job.stopWithSavepoint(folder);
        }
        update("item", 1, keyBeside(1), 0, "moved");
        update("item", 2, 2, 0, "changed");
        for (int run = 0; run < 2; run++) {
            try (RunningJob job = start(RunningJob.from(savepoint))) {
                insert("item", 11 + run, 11 + run);
                awaitEqual("item", COLUMNS);
            }
        }
    }

    @Test
    void aTypeThatHoldsNotBothFailsTheJobUntilTheColumnIsText() throws Exception {
        insert("item", 1, 3);
        String savepoint;
        try (RunningJob job = start()) {
            awaitEqual("item", COLUMNS);
            savepoint = job.stopWithSavepoint(folder);
        }
        shop.alter(AlterTable.of("item").change("a", varchar("a")));
        update("item", 2, 2, "two", "after");
        try (RunningJob job = start(RunningJob.from(savepoint))) {
            assertThat(job.awaitFailure(RunningJob.PATIENCE))
                    .hasStackTraceContaining(
                            "Column 'a' of table 'item' is int4 in PostgreSQL and comes as text:"
                                    + " give it type text");
        }
        reader.execute(
                "alter table %s.item alter column a type text"
                        .formatted(reader.address().schema()));
        try (RunningJob job = start(RunningJob.from(savepoint))) {
            awaitEqual("item", COLUMNS);
        }
    }

    @Test
    void whatPostgresRefusesFailsTheJobWithTheTable() throws Exception {
        shop.createTable(TableDefinition.of("texts").bigint("id").primaryKey().varchar("v", 9));
        shop.insert("texts", 1, "a\0b");
        try (RunningJob job = start()) {
            assertThat(job.awaitFailure(RunningJob.PATIENCE))
                    .hasStackTraceContaining(
                            "Cannot write to PostgreSQL: table 'texts': ERROR: invalid byte"
                                    + " sequence");
        }
    }

    @Test
    void aTableWithoutPrimaryKeyFailsTheJobWithAMessage() throws Exception {
        shop.createTable(TableDefinition.of("log").bigint("id").notNull());
        shop.insert("log", 1);
        try (RunningJob job = start()) {
            assertThat(job.awaitFailure(RunningJob.PATIENCE))
                    .hasStackTraceContaining("Table 'log' has no primary key")
                    .hasStackTraceContaining("leave it out with --exclude");
        }
    }

    private RunningJob start() throws Exception {
        return start(new Configuration());
    }

    private RunningJob start(Configuration configuration) throws Exception {
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        env.enableCheckpointing(CHECKPOINT_MILLIS);
        Mirror.define(
                env,
                Mirror.source()
                        .hostname(vitess.host())
                        .port(vitess.port())
                        .keyspace("shop")
                        .build(),
                reader.address());
        return new RunningJob(env.executeAsync());
    }

    private void createTable(String name) {
        shop.createTable(
                TableDefinition.of(name).integer("id").primaryKey().integer("a").varchar("v", 20));
    }

    private static ColumnDefinition column(String name, Type type, String columnType) {
        return ColumnDefinition.of(name, type, columnType, Collation.BINARY);
    }

    private static ColumnDefinition bigint(String name) {
        return TableDefinition.of("").bigint(name).column(name);
    }

    private static ColumnDefinition varchar(String name) {
        return TableDefinition.of("").varchar(name, 20).column(name);
    }

    private void insert(String table, int from, int to) {
        for (int id = from; id <= to; id++) {
            shop.insert(table, id, id, "first");
        }
    }

    /** Gives a row, by its key, other values. */
    private void update(String table, int id, Object... row) {
        shop.shardOf(table, id).transaction(tx -> tx.update(table, List.of(id), row));
    }

    /** A key without a row, of the same shard. */
    private int keyBeside(int id) {
        int other = 10_000;
        while (shop.shardOf("item", other) != shop.shardOf("item", id)) {
            other++;
        }
        return other;
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
                () -> sorted(table, columns).equals(expected),
                () -> sorted(table, columns) + " instead of " + expected);
    }

    private List<String> sorted(String table, List<String> columns) {
        return reader.rows(table, columns).stream().sorted().toList();
    }
}
