// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables are altered that SQL reads some columns of, with conditions that the server evaluates by
 * the columns of now, also on rows of before. On a real Vitess with default flags.
 */
class SqlSchemaChangesITCase {

    /** What is done to each table; those of its columns that SQL reads keep their names. */
    private static final Map<String, String> ALTERATIONS =
            new TreeMap<>(
                    Map.of(
                            "sql_add", "add column x int after e",
                            "sql_drop", "drop column u",
                            "sql_swap", "rename column u to w, rename column w to u",
                            "sql_move", "modify a int after w",
                            "sql_labels", "modify e enum('z','c','a','b')",
                            "sql_longer", "modify v varchar(300), modify u bigint",
                            "sql_charset", "modify v varchar(20) character set latin1",
                            "sql_index", "add index (v), comment 'rename to x'"));

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace(AlteredTables.KEYSPACE)
                    .shards(AlteredTables.SHARDS.toArray(new String[0]));

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir Path folder;

    private final List<TrueRows> shards =
            AlteredTables.SHARDS.stream()
                    .map(shard -> new TrueRows(VITESS, AlteredTables.KEYSPACE, shard))
                    .toList();

    private final List<String> expected = new ArrayList<>();
    private int nextId;

    @BeforeEach
    void createTables() {
        for (String table : ALTERATIONS.keySet()) {
            execute("drop table if exists " + table);
            execute(
                    "create table %s (id bigint primary key, e %s, a int, u int, w int, v varchar(20))"
                            .formatted(
                                    table, hasLabels(table) ? "enum('a','b','c')" : "varchar(5)"));
        }
        VITESS.vitess().vtctldclient("ReloadSchemaKeyspace", AlteredTables.KEYSPACE);
    }

    @Test
    void aJobThatWasDownReadsWhatItsConditionsWant() throws Exception {
        String savepoint;
        try (ChangelogJob job = startInLog()) {
            savepoint = job.stopWithSavepoint(folder);
        }
        expected.clear();
        ALTERATIONS.forEach(this::changeAround);

        try (ChangelogJob job = start(RunningJob.from(savepoint))) {
            assertSame(job);
        }
    }

    @Test
    void aRunningJobReadsWhatItsConditionsWant() throws Exception {
        try (ChangelogJob job = startInLog()) {
            ALTERATIONS.forEach(this::changeAround);

            assertSame(job);
        }
    }

    @Test
    void aColumnThatSqlReadsAndThatIsGoneFailsTheJob() throws Exception {
        try (ChangelogJob job = startInLog()) {
            execute("alter table sql_add rename column v to `new name`");
            execute("insert into sql_add (id, e, a) values (-1, 'b', 5)");

            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("table 'sql_add' of keyspace 'customer' has no column")
                    .hasStackTraceContaining("'v'");
        }
    }

    /** A job that has copied the first row of each table and shard: changes come as such then. */
    private ChangelogJob startInLog() throws Exception {
        ChangelogJob job = start(new Configuration());
        for (TrueRows shard : shards) {
            int id = nextId++;
            for (String table : ALTERATIONS.keySet()) {
                shard.execute("insert into %s values (%d, 'b', 1, 1, 1, 'x')".formatted(table, id));
                expected.add("+I[%s, %d, b, x]".formatted(table, id));
            }
        }
        assertSame(job);
        return job;
    }

    /** Changes rows before, between and after two alterations. */
    private void changeAround(String table, String alteration) {
        change(table);
        execute("alter table %s %s".formatted(table, alteration));
        change(table);
        // With one before its end, a tablet would fail on the ENUM of the rows before.
        String place = hasLabels(table) ? "" : " after id";
        execute("alter table %s add column again int%s".formatted(table, place));
        change(table);
    }

    private static boolean hasLabels(String table) {
        return table.endsWith("_labels");
    }

    /** Changes rows that fulfil the conditions before, after, both or neither. */
    private void change(String table) {
        for (TrueRows shard : shards) {
            int in = nextId++;
            int out = nextId++;
            int other = nextId++;
            Stream.of(
                            "insert into $ (id, e, a, v) values (%d, 'b', 5, 'v1')".formatted(in),
                            "insert into $ (id, e, a, v) values (%d, 'a', -5, 'v2')".formatted(out),
                            "insert into $ (id, e, a, v) values (%d, 'c', 5, 'v3')"
                                    .formatted(other),
                            "update $ set v = 'w1' where id = %d".formatted(in),
                            "update $ set a = 6 where id = %d".formatted(out),
                            "update $ set a = -1 where id = %d".formatted(in),
                            "delete from $ where id = %d".formatted(out))
                    .map(sql -> sql.replace("$", table))
                    .forEach(shard::execute);
            Stream.of(
                            "+I[$, %d, b, v1]".formatted(in),
                            "-U[$, %d, b, v1]".formatted(in),
                            "+U[$, %d, b, w1]".formatted(in),
                            "+U[$, %d, a, v2]".formatted(out),
                            "-U[$, %d, b, w1]".formatted(in),
                            "-D[$, %d, a, v2]".formatted(out))
                    .map(row -> row.replace("$", table))
                    .forEach(expected::add);
        }
    }

    private void execute(String sql) {
        shards.forEach(shard -> shard.execute(sql));
    }

    private void assertSame(ChangelogJob job) throws Exception {
        job.await(lines -> lines.size() >= expected.size());
        assertThat(job.lines()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static ChangelogJob start(Configuration configuration) throws Exception {
        configuration.setString("parallelism.default", "2");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        StreamTableEnvironment sql = StreamTableEnvironment.create(env);
        ALTERATIONS.keySet().forEach(table -> sql.executeSql(declaration(table)));
        String query =
                ALTERATIONS.keySet().stream()
                        .map(
                                table ->
                                        "select '%s', id, e, v from %s where a > 0 and e <> 'c'"
                                                .formatted(table, table))
                        .collect(Collectors.joining(" union all "));
        DataStream<Row> rows = sql.toChangelogStream(sql.sqlQuery(query));
        return ChangelogJob.start(env, rows.map(Row::toString));
    }

    private static String declaration(String table) {
        return """
        create table %1$s (id bigint, e string, a int, v string) with (
          'connector' = 'vitess', 'hostname' = '127.0.0.1', 'port' = '%2$d',
          'keyspace' = '%3$s', 'table-name' = '%1$s')
        """
                .formatted(table, VITESS.vitess().grpcPort(), AlteredTables.KEYSPACE);
    }
}
