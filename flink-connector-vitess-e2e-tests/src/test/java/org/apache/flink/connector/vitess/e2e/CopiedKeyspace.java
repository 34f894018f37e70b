// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Tables under writes, and the copy that a job makes of them somewhere else. */
public final class CopiedKeyspace {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** How a new table looks, so that {@link #ALTERATIONS} can alter it. */
    public static final String COLUMNS =
            "id bigint primary key, a int, b varchar(20), c int not null default 1,"
                    + " e decimal(10,2), f float";

    /** Inserts a row, as {@link WrittenTables} wants it. */
    public static final String INSERT =
            "insert into %1$s (id, a, b, e, f) values (%2$d, %2$d %% 1000, 'text %2$d',"
                    + " %2$d + 0.25, %2$d %% 100 + 0.5)";

    /**
     * Alterations, each with a statement that gives the rows from before values of a new column, or
     * at least brings one: a copy has a column from its first row on.
     */
    private static final List<List<String>> ALTERATIONS =
            List.of(
                    List.of("alter table %s add column x int", "update %s set x = id + 1"),
                    List.of("alter table %s modify a bigint"),
                    List.of(
                            "alter table %s modify e decimal(20,2), add column y date after id",
                            "update %s set a = a + 1"),
                    List.of("alter table %s drop column c"),
                    List.of("alter table %s rename column c to d", "update %s set d = id + 2"),
                    List.of("alter table %s modify b text, modify f double"));

    /** The rows of the copy, as it is now. */
    @FunctionalInterface
    public interface Copy {

        /** Some columns of a table's rows, each row as a list of texts; none without them. */
        List<String> rows(String table, List<String> columns);
    }

    private final VitessCluster vitess;
    private final WrittenTables tables;
    private final Copy copy;

    /** Tables that are written to, and their copy. */
    public CopiedKeyspace(VitessCluster vitess, WrittenTables tables, Copy copy) {
        this.vitess = vitess;
        this.tables = tables;
        this.copy = copy;
    }

    /** For a job that makes the copy, and starts again after each failure. */
    public static StreamExecutionEnvironment environment() {
        Configuration restarts = new Configuration();
        restarts.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        restarts.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
        restarts.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(restarts);
        env.setParallelism(2);
        env.enableCheckpointing(1000);
        return env;
    }

    /** Creates the tables before the job starts. */
    public void create() {
        tables.create(IntStream.range(0, ALTERATIONS.size()).mapToObj(i -> "t" + i).toList());
    }

    /**
     * Alters each table, creates another one, reshards and takes TaskManagers away under writes;
     * the copy is equal again and again.
     */
    public void isFollowed(TaskManagers taskManagers) throws Exception {
        try (Writes writes = Writes.every(Duration.ofMillis(20), tables::write)) {
            awaitEqual();
            alter(0, 2);
            tables.create(List.of("t_new"));
            taskManagers.replaceOldest();
            alter(2, 4);
            awaitEqual();

            ReshardWorkflow reshard = vitess.reshard(List.of("-80"), List.of("-40", "40-80"));
            reshard.switchTraffic();
            awaitEqual();
            reshard.complete();
            alter(4, ALTERATIONS.size());
            taskManagers.replaceOldest();
            awaitEqual();
        }
    }

    /**
     * What is not the same after a row of a table, of which the tables are created, was deleted and
     * another one inserted, which is waited for.
     */
    public String differencesAfterADeletion(String table) throws Exception {
        awaitEqual();
        vitess.sql(
                "delete from %s where id = 3".formatted(table),
                "insert into %s (id) values (100)".formatted(table));
        Waiting.until(
                PATIENCE,
                () -> copy.rows(table, List.of("id")).contains("[100]"),
                () -> "the last row is missing");
        return differences();
    }

    private void alter(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            tables.alter("t" + i, ALTERATIONS.get(i));
        }
    }

    /** Lets nothing be written until the copy has caught up. */
    public void awaitEqual() throws Exception {
        tables.pause(
                () -> Waiting.until(PATIENCE, () -> differences().isEmpty(), this::differences));
    }

    /** What is not the same; empty if nothing is. */
    public String differences() {
        return tables.names().stream().map(this::difference).collect(Collectors.joining());
    }

    private String difference(String table) {
        List<String> expected = tables.rows(table).stream().map(List::toString).sorted().toList();
        List<String> written = copy.rows(table, tables.columns(table)).stream().sorted().toList();
        return expected.equals(written)
                ? ""
                : "%s: not in MySQL %s, not in the copy %s\n"
                        .formatted(table, without(written, expected), without(expected, written));
    }

    /** The rows that the first list has more often than the second one. */
    private static List<String> without(List<String> rows, List<String> others) {
        List<String> rest = new ArrayList<>(rows);
        others.forEach(rest::remove);
        return rest;
    }
}
