// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a job on keyspace {@code customer} sees of MoveTables, on a real Vitess. vtgate announces
 * nothing: tables leave for keyspace {@code archive} and come from there without a journal.
 */
@Timeout(180)
@Tag("long")
class MoveTablesITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static final CustomerTables CUSTOMERS = new CustomerTables(VITESS);

    private static final List<String> LEAVING =
            List.of("dropped", "renamed", "returned", "missed", "unread", "unseen", "kept");

    private static final List<String> COMING = List.of("late", "early");

    private static final String SHARDED =
            """
            {"sharded": true,
             "vindexes": {"xxhash": {"type": "xxhash"}},
             "tables": {
               "customer": {"column_vindexes": [{"column": "customer_id", "name": "xxhash"}]},
               %s, %s}}
            """;

    private static final String BY_ID =
            "{\"column_vindexes\": [{\"column\": \"id\", \"name\": \"xxhash\"}]}";

    @BeforeAll
    static void createTables() {
        VITESS.vitess().vtctldclient("CreateKeyspace", "--durability-policy=none", "archive");
        VITESS.vitess().addShards("archive", "0");
        CUSTOMERS.create();
        VITESS.vitess().applySchema("customer", schema(LEAVING));
        VITESS.vitess().applySchema("archive", schema(COMING));
        VITESS.vitess()
                .applyVSchema("archive", "{\"tables\": {%s}}".formatted(entries(COMING, "{}")));
        VITESS.vitess()
                .applyVSchema(
                        "customer",
                        SHARDED.formatted(entries(LEAVING, BY_ID), entries(COMING, BY_ID)));
    }

    private static String schema(List<String> tables) {
        return tables.stream()
                .map("create table %s (id bigint primary key, note varchar(64))"::formatted)
                .collect(Collectors.joining(";"));
    }

    private static String entries(List<String> tables, String entry) {
        return tables.stream()
                .map(table -> "\"%s\": %s".formatted(table, entry))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource({
        "dropped, --rename-tables=false, DROP TABLE",
        "renamed, --rename-tables, rename table"
    })
    @Fault("B17")
    void writesToTheNewKeyspaceArriveUntilCompleteFailsTheJob(
            String table, String flag, String statement) throws Exception {
        insert(table, 1, 4);
        try (ChangelogJob job = ChangelogJob.start(source("customer", table).build(), 2)) {
            assertThat(changes(job, 4))
                    .containsExactlyInAnyOrderElementsOf(lines(table, "r", 1, 4));

            move(table, "customer", "archive");
            insert(table, 5, 8);
            VITESS.sql(
                    "update %s set note = 'new' where id = 1".formatted(table),
                    "delete from %s where id = 2".formatted(table));
            List<String> expected = new ArrayList<>(lines(table, "r", 1, 4));
            expected.addAll(lines(table, "c", 5, 8));
            expected.add(table + " u [1, n1] -> [1, new]");
            expected.add(table + " d [2, n2]");

            assertThat(rows("archive", table)).isEqualTo(7);
            assertThat(changes(job, 10)).containsExactlyInAnyOrderElementsOf(expected);

            workflow(table, "archive", "complete", flag);
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining(statement)
                    .hasStackTraceContaining("restart without state");
        }
    }

    /** Vitess sends nothing by which the job could know, so it asks. */
    @Test
    @Timeout(240)
    @Fault("B17")
    void completeThatKeepsTheTableFailsTheJob() throws Exception {
        insert("kept", 1, 2);
        try (ChangelogJob job = ChangelogJob.start(source("customer", "kept").build(), 2)) {
            changes(job, 2);
            move("kept", "customer", "archive");
            insert("kept", 3, 4);
            changes(job, 4);
            workflow("kept", "archive", "complete", "--keep-data");
            insert("archive", "kept", 5, 6);

            assertThat(job.awaitFailure(Duration.ofSeconds(150)))
                    .hasStackTraceContaining("MoveTables has moved table 'kept' of shard customer/")
                    .hasStackTraceContaining("'scan.accepted-risks' = 'moved-tables'");
        }
    }

    @Test
    void aJobRestoredAfterCompleteFailsButWithoutTheTableItContinues(@TempDir Path folder)
            throws Exception {
        insert("missed", 1, 4);
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source("customer", "missed").build(), 2)) {
            changes(job, 4);
            savepoint = job.stopWithSavepoint(folder);
        }
        move("missed", "customer", "archive");
        workflow("missed", "archive", "complete");

        try (ChangelogJob job =
                ChangelogJob.restore(source("customer", "missed").build(), 2, savepoint)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("DROP TABLE `missed`");
        }
        try (ChangelogJob job = ChangelogJob.restore(source("customer").build(), 2, savepoint)) {
            assertThat(CUSTOMERS.awaitAll(job)).isEmpty();
        }
    }

    /** The state knows the columns of the rows in the log, but nothing follows the table. */
    @ParameterizedTest
    @CsvSource({
        "unread, --rename-tables=false, DROP TABLE `unread`",
        "unseen, --rename-tables, rename table `vt_customer`.`unseen`"
    })
    @Fault("B17")
    void changesThatWereNotReadBeforeCompleteFailTheRestoredJob(
            String table, String flag, String statement, @TempDir Path folder) throws Exception {
        insert(table, 1, 4);
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source("customer", table).build(), 2)) {
            changes(job, 4);
            savepoint = job.stopWithSavepoint(folder);
        }
        move(table, "customer", "archive");
        insert(table, 5, 8);
        try (ChangelogJob other =
                ChangelogJob.restore(source("customer", table).build(), 2, savepoint)) {
            assertThat(changes(other, 4))
                    .containsExactlyInAnyOrderElementsOf(lines(table, "c", 5, 8));
        }
        workflow(table, "archive", "complete", flag);

        try (ChangelogJob job =
                ChangelogJob.restore(source("customer", table).build(), 2, savepoint)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(60)))
                    .hasStackTraceContaining("by '" + statement)
                    .hasStackTraceContaining("restart without state");
        }
    }

    @Test
    void aTableThatIsSwitchedToAndBackIsFollowedAsIfNothingHappened() throws Exception {
        insert("returned", 1, 2);
        try (ChangelogJob job = ChangelogJob.start(source("customer", "returned").build(), 2)) {
            changes(job, 2);
            move("returned", "customer", "archive");
            insert("returned", 3, 4);
            changes(job, 4);
            workflow("returned", "archive", "reversetraffic");
            insert("returned", 5, 6);
            workflow("returned", "archive", "cancel");
            insert("returned", 7, 8);

            List<String> expected = new ArrayList<>(lines("returned", "r", 1, 2));
            expected.addAll(lines("returned", "c", 3, 8));
            assertThat(changes(job, 8)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @Fault("B18")
    void aTableThatMovesInIsCopiedAfterARestoreThatAllowsIt(@TempDir Path folder) throws Exception {
        insert("archive", "late", 1, 4);
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source("customer|late").build(), 2)) {
            // Else it might look for tables only after the move.
            CUSTOMERS.awaitReading(job);
            move("late", "archive", "customer");
            insert("late", 5, 6);
            assertThat(rows("customer", "late")).isEqualTo(6);
            assertThat(CUSTOMERS.awaitAll(job)).isEmpty();
            savepoint = job.stopWithSavepoint(folder);
        }
        workflow("late", "customer", "complete");

        try (ChangelogJob job =
                ChangelogJob.restore(source("customer|late").build(), 2, savepoint)) {
            insert("late", 7, 8);
            assertThat(CUSTOMERS.awaitAll(job)).isEmpty();
        }
        VitessSource<String> allowed =
                source("customer|late").scanNewlyAddedTableEnabled(true).build();
        try (ChangelogJob job = ChangelogJob.restore(allowed, 2, savepoint)) {
            List<String> expected = new ArrayList<>(lines("late", "r", 1, 8));
            changes(job, 8);
            insert("late", 9, 10);
            expected.addAll(lines("late", "c", 9, 10));
            assertThat(changes(job, 10)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @Fault("B18")
    void aTableThatIsCapturedBeforeItsRowsMoveInShowsThemAsInserts() throws Exception {
        insert("archive", "early", 1, 4);
        create("early", "archive", "customer", "--auto-start=false");
        VitessSource<String> source =
                source("customer", "early").startupOptions(StartupOptions.latest()).build();
        try (ChangelogJob job = ChangelogJob.start(source, 2)) {
            CUSTOMERS.awaitReading(job);
            workflow("early", "customer", "start");
            changes(job, 4);
            switchWhenCopied("early", "customer");
            insert("early", 5, 6);

            assertThat(changes(job, 6))
                    .containsExactlyInAnyOrderElementsOf(lines("early", "c", 1, 6));
        }
    }

    private static VitessSourceBuilder<String> source(String... tables) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("customer")
                .tableList(tables)
                .deserializer(new ChangeLines());
    }

    /** Wherever the table is at the moment. */
    private static void insert(String table, int from, int to) {
        insert("customer", table, from, to);
    }

    private static void insert(String keyspace, String table, int from, int to) {
        for (int id = from; id <= to; id++) {
            VITESS.sql(
                    "insert into %s.%s (id, note) values (%d, 'n%d')"
                            .formatted(keyspace, table, id, id));
        }
    }

    private static List<String> lines(String table, String letter, int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int id = from; id <= to; id++) {
            lines.add("%s %s [%d, n%d]".formatted(table, letter, id, id));
        }
        return lines;
    }

    /**
     * Waits for a number of changes of the tables that move, and for no more; without the shard.
     */
    private static List<String> changes(ChangelogJob job, int count) throws Exception {
        job.await(lines -> withoutCustomers(lines).size() >= count);
        return withoutCustomers(CUSTOMERS.awaitAll(job));
    }

    private static List<String> withoutCustomers(List<String> lines) {
        return lines.stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(line -> !line.startsWith("customer "))
                .toList();
    }

    private static int rows(String keyspace, String table) {
        String sql = "select count(*) from %s.%s".formatted(keyspace, table);
        return Integer.parseInt(VITESS.queryTarget(keyspace, sql).get(0).get(0));
    }

    private static void move(String table, String from, String to) {
        create(table, from, to);
        switchWhenCopied(table, to);
    }

    private static void create(String table, String from, String to, String... flags) {
        List<String> all =
                new ArrayList<>(List.of("--source-keyspace=" + from, "--tables=" + table));
        all.addAll(List.of(flags));
        workflow(table, to, "create", all.toArray(String[]::new));
    }

    private static void switchWhenCopied(String table, String to) {
        new WorkflowCopy(VITESS.vitess(), to, "move_" + table).await();
        workflow(table, to, "switchtraffic");
    }

    private static void workflow(String table, String to, String action, String... flags) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "MoveTables",
                                "--workflow=move_" + table,
                                "--target-keyspace=" + to,
                                action));
        command.addAll(List.of(flags));
        VITESS.vitess().vtctldclient(command.toArray(String[]::new));
    }
}
