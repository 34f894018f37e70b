// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements and transactions out of the ordinary, on a real Vitess. */
@Timeout(180)
class StatementsITCase {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> SHARDS = List.of("-80", "80-");

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("odd").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @BeforeAll
    static void createTables() {
        VITESS.vitess()
                .applySchema(
                        "odd",
                        "create table pair (id bigint primary key, v varchar(20));"
                                + "create table other (id bigint primary key);"
                                + "create table place (id bigint primary key, region bigint);"
                                + "create table history (amount bigint not null, v varchar(20))");
        VITESS.vitess()
                .applyVSchema(
                        "odd",
                        """
                        {"sharded": true, "vindexes": {"hash": {"type": "hash"}}, "tables": {
                         "pair": {"column_vindexes": [{"column": "id", "name": "hash"}]},
                         "other": {"column_vindexes": [{"column": "id", "name": "hash"}]},
                         "place": {"column_vindexes": [{"column": "region", "name": "hash"}]},
                         "history": {"column_vindexes": [{"column": "amount", "name": "hash"}]}}}
                        """);
    }

    @BeforeEach
    void clearTables() throws Exception {
        for (String shard : SHARDS) {
            run(
                    shard,
                    "delete from pair",
                    "delete from other",
                    "delete from place",
                    "delete from history");
        }
    }

    @Test
    @Fault("D9")
    void primaryKeysThatChangeAndChangePlaces() throws Exception {
        run("-80", "insert into pair values (1, 'a'), (2, 'b'), (3, 'c')");
        try (ChangelogJob job = ChangelogJob.start(source("pair").build(), 2)) {
            job.awaitLines(3);
            run(
                    "-80",
                    "update pair set v = 'x' where id = 3",
                    "update pair set id = 7 where id = 3");
            run(
                    "-80",
                    "update pair set id = -1 where id = 1",
                    "update pair set id = 1 where id = 2",
                    "update pair set id = 2 where id = -1");

            awaitEqual(job, "pair");
            assertThat(job.lines().subList(3, 8))
                    .containsExactly(
                            "-80 pair u [3, c] -> [3, x]",
                            "-80 pair u [3, x] -> [7, x]",
                            "-80 pair u [1, a] -> [-1, a]",
                            "-80 pair u [2, b] -> [1, b]",
                            "-80 pair u [-1, a] -> [2, a]");
        }
    }

    /** vtgate refuses an UPDATE of it, so a transaction of both shards moves the row. */
    @Test
    @Fault("D9")
    void aRowThatMovesToAnotherShard() throws Exception {
        VITESS.sql("insert into place (id, region) values (1, 1)");
        String from = shardOf("place");
        int region = 2;
        try (ChangelogJob job = ChangelogJob.start(source("place").build(), 2)) {
            job.awaitLines(1);
            while (shardOf("place").equals(from)) {
                VITESS.sql(
                        "begin",
                        "delete from place where id = 1",
                        "insert into place (id, region) values (1, " + region++ + ")",
                        "commit");
            }
            String to = shardOf("place");
            List<String> lines = job.awaitLines(1 + 2 * (region - 2));

            assertThat(deleted(lines, from)).as("the row is gone from shard %s", from).isTrue();
            assertThat(lines)
                    .hasSize(1 + 2 * (region - 2))
                    .contains(to + " place c [1, " + (region - 1) + "]");
        }
    }

    private static boolean deleted(List<String> lines, String shard) {
        return Replay.rows(lines.stream().filter(line -> line.startsWith(shard)).toList())
                .isEmpty();
    }

    private static String shardOf(String table) {
        return SHARDS.stream()
                .filter(shard -> !select(shard, table).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Fault("D10")
    void manyChangesOfOneRowInATransaction() throws Exception {
        run("80-", "insert into pair values (1, 'a')");
        try (ChangelogJob job = ChangelogJob.start(source("pair").build(), 2)) {
            job.awaitLines(1);
            List<String> statements = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            String before = "a";
            for (int i = 0; i < 100; i++) {
                statements.add("update pair set v = 'v" + i + "' where id = 1");
                expected.add("80- pair u [1, " + before + "] -> [1, v" + i + "]");
                before = "v" + i;
            }
            statements.add("delete from pair where id = 1");
            expected.add("80- pair d [1, " + before + "]");
            statements.add("insert into pair values (1, 'again')");
            expected.add("80- pair c [1, again]");
            run("80-", statements.toArray(String[]::new));

            assertThat(job.awaitLines(103).subList(1, 103)).isEqualTo(expected);
            awaitEqual(job, "pair");
        }
    }

    @Test
    @Fault("D11")
    void duplicateRowsOfATableWithoutPrimaryKey(Figures figures) throws Exception {
        run("-80", "insert into history values (5, 'x'), (5, 'x'), (5, 'x'), (6, 'y')");
        run("80-", "insert into history values (5, 'x'), (7, 'z')");
        try (ChangelogJob job = ChangelogJob.start(source("history").build(), 2)) {
            job.awaitLines(6);
            run("-80", "insert into history values (5, 'x'), (6, 'y')");
            run("-80", "delete from history where amount = 5 limit 2");
            run("80-", "update history set v = 'w' where amount = 7");
            run("80-", "delete from history where amount = 5");

            List<String> lines = job.awaitLines(12);
            for (String shard : SHARDS) {
                assertThat(multiset(lines, shard)).isEqualTo(selected(shard));
            }
            assertThat(lines).hasSize(12);
            figures.add("changes", lines.size());
        }
    }

    private static SortedMap<String, Integer> multiset(List<String> lines, String shard) {
        SortedMap<String, Integer> rows = new TreeMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", 4);
            if (words[0].equals(shard)) {
                switch (words[2]) {
                    case "r", "c" -> rows.merge(words[3], 1, Integer::sum);
                    case "d" -> rows.merge(words[3], -1, Integer::sum);
                    default -> {
                        String[] images = words[3].split(" -> ");
                        rows.merge(images[0], -1, Integer::sum);
                        rows.merge(images[1], 1, Integer::sum);
                    }
                }
            }
        }
        rows.values().removeIf(count -> count == 0);
        return rows;
    }

    private static SortedMap<String, Integer> selected(String shard) {
        SortedMap<String, Integer> rows = new TreeMap<>();
        select(shard, "history").forEach(row -> rows.merge(row.toString(), 1, Integer::sum));
        return rows;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "truncated | truncate table truncated",
                "dropped   | drop table dropped",
                "recreated | drop table recreated; create table recreated (id bigint primary key)",
                "renamed   | rename table renamed to renamed_away"
            })
    @Fault("D15")
    void aTableWhoseRowsAreGoneFailsTheJob(String table, String statements) throws Exception {
        VITESS.vitess().applySchema("odd", "create table " + table + " (id bigint primary key)");
        run("-80", "insert into " + table + " values (1)");
        try (ChangelogJob job = ChangelogJob.start(source(table).build(), 2)) {
            job.awaitLines(1);
            for (String statement : statements.split("; ")) {
                executeAsDba(statement);
            }
            String message = refusal(job.awaitFailure(SOON));
            System.out.println(message);
            assertThat(message)
                    .containsIgnoringCase("by '" + statements.split(" ")[0] + " table ")
                    .contains(table)
                    .contains("of shard odd/-80 after position 'MySQL56/")
                    .contains("restart without state, or remove the table from 'table-name'");
        }
    }

    private static void executeAsDba(String sql) {
        VITESS.vitess().executeAsDba(primary("-80"), sql);
    }

    private static Tablet primary(String shard) {
        return VITESS.vitess().tablets("odd", shard).get(0);
    }

    @Test
    @Fault("D8")
    void partsOfRowsOfOneSessionFailTheJob() throws Exception {
        run("-80", "insert into pair values (1, 'a')");
        try (ChangelogJob job = ChangelogJob.start(source("pair").build(), 2)) {
            job.awaitLines(1);
            VITESS.vitess()
                    .vtctldclient(
                            "ExecuteMultiFetchAsDBA",
                            primary("-80").alias(),
                            "set session binlog_row_image = 'MINIMAL';"
                                    + " update vt_odd.pair set v = 'b' where id = 1");

            assertThat(job.awaitFailure(SOON))
                    .extracting(StatementsITCase::refusal)
                    .asString()
                    .contains("of shard odd/-80 after position 'MySQL56/")
                    .contains("a row of table 'pair' lacks unchanged columns")
                    .contains("set binlog_row_image=FULL");
            assertThat(job.lines()).hasSize(1);
        }
    }

    /** A bounded job ends only if the transactions without rows move its position. */
    @Test
    @Fault("D17")
    void transactionsWithoutRowsMoveThePosition() throws Exception {
        try (Connection connection = VITESS.connection("odd/-80");
                Statement statement = connection.createStatement()) {
            execute(statement, "begin", "insert into pair values (1, 'a')", "rollback");
            execute(
                    statement,
                    "begin",
                    "insert into pair values (2, 'b')",
                    "savepoint s",
                    "insert into pair values (3, 'c')",
                    "rollback to savepoint s",
                    "insert into pair values (4, 'd')",
                    "commit");
            execute(statement, "begin", "commit");
            execute(statement, "begin", "update pair set v = v", "commit");
        }
        try (ChangelogJob job = ChangelogJob.start(source("pair").build(), 2)) {
            job.awaitLines(2);
            try (Connection connection = VITESS.connection("odd/-80");
                    Statement statement = connection.createStatement()) {
                execute(
                        statement,
                        "begin",
                        "insert into pair values (5, 'e')",
                        "savepoint s",
                        "update pair set v = 'x' where id = 2",
                        "rollback to savepoint s",
                        "update pair set v = 'y' where id = 4",
                        "commit");
                execute(statement, "begin", "update pair set v = 'z'", "rollback");
                execute(statement, "begin", "commit");
                execute(statement, "insert into other values (1)");
                execute(statement, "delete from other");
            }
            assertThat(job.awaitLines(4))
                    .endsWith("-80 pair c [5, e]", "-80 pair u [4, d] -> [4, y]");
            awaitEqual(job, "pair");
        }
        VitessSource<String> bounded =
                source("pair").boundedOptions(BoundedOptions.latest()).build();
        try (ChangelogJob job = ChangelogJob.start(bounded, 2)) {
            assertThat(job.awaitEnd()).hasSize(3);
        }
    }

    /** The commit of one shard waits for a lock of its whole server. */
    @Test
    @Fault("D18")
    void aTransactionOfTwoShardsOneOfWhichCommitsLate() throws Exception {
        run("-80", "insert into pair values (1, 'a'), (2, 'a')");
        run("80-", "insert into pair values (4, 'a'), (6, 'a')");
        try (ChangelogJob job = ChangelogJob.start(source("pair").build(), 2);
                VtgateSession session = new VtgateSession(VITESS.vitess().grpcPort(), "odd")) {
            job.awaitLines(4);
            session.execute("begin");
            for (int id : List.of(1, 2, 4, 6)) {
                session.execute("update pair set v = 'b' where id = " + id);
            }
            CompletableFuture<Void> lock = CommitLock.hold(VITESS.vitess(), primary("80-"));
            CompletableFuture<Void> commit =
                    CompletableFuture.runAsync(() -> session.execute("commit"));
            List<String> first = job.awaitLines(6);
            assertThat(lock).as("the lock").isNotDone();
            assertThat(first.subList(4, 6))
                    .containsExactly("-80 pair u [1, a] -> [1, b]", "-80 pair u [2, a] -> [2, b]");
            assertThat(first).hasSize(6);
            commit.get(60, TimeUnit.SECONDS);
            awaitEqual(job, "pair");
            assertThat(job.lines().subList(6, 8))
                    .containsExactly("80- pair u [4, a] -> [4, b]", "80- pair u [6, a] -> [6, b]");
        }
    }

    /** Runs a transaction in one shard, whatever the rows' vindexes say. */
    private static void run(String shard, String... statements) throws SQLException {
        try (Connection connection = VITESS.connection("odd/" + shard);
                Statement statement = connection.createStatement()) {
            execute(statement, "begin");
            execute(statement, statements);
            execute(statement, "commit");
        }
    }

    private static void execute(Statement statement, String... statements) throws SQLException {
        for (String sql : statements) {
            statement.execute(sql);
        }
    }

    private static List<List<String>> select(String shard, String table) {
        return VITESS.queryTarget("odd/" + shard, "select * from " + table);
    }

    private static void awaitEqual(ChangelogJob job, String table) throws Exception {
        SortedMap<String, String> rows = new TreeMap<>();
        for (String shard : SHARDS) {
            select(shard, table)
                    .forEach(row -> rows.put(Replay.key(table, row.get(0)), row.toString()));
        }
        job.await(lines -> Replay.rows(lines).equals(rows));
    }

    /** What the stream was given up with. */
    private static String refusal(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, StreamFormatException.class)
                .orElseThrow(() -> new AssertionError("another failure", failure))
                .getMessage();
    }

    private static VitessSourceBuilder<String> source(String table) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("odd")
                .tableList(table)
                .deserializer(new ChangeLines());
    }
}
