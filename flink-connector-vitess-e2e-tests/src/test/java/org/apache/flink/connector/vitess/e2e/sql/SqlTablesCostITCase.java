// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What it costs the servers to read many tables by SQL, and by one source. */
@Tag("long")
@Timeout(300)
class SqlTablesCostITCase {

    private static final List<String> SHARDS = List.of("-80", "80-");
    private static final int TABLES = 20;
    private static final int TRANSACTIONS = 3_000;

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("many").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static long nextId;

    @BeforeAll
    static void createTables() {
        VITESS.vitess()
                .applySchema(
                        "many",
                        tables().map(table -> "create table " + table + " (id bigint primary key)")
                                .collect(Collectors.joining(";")));
    }

    private static Stream<String> tables() {
        return IntStream.range(0, TABLES).mapToObj(i -> "t" + i);
    }

    @Test
    void sqlReadsEachLogOnceForEachTableAndOneSourceOnce() throws Exception {
        double byOne;
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            awaitReaders(1);
            byOne = cpuOfWrites();
        }
        try (RunningJob job = startSql()) {
            // MySQL notices that a reader is gone when it has something to send.
            write(10);
            awaitReaders(TABLES);
            double bySql = cpuOfWrites();

            System.out.printf(
                    "%d tables of %d shards: %d streams by SQL, %d by one source; %d transactions"
                            + " cost vtgate and vttablet %.1f s and %.1f s of CPU%n",
                    TABLES, SHARDS.size(), TABLES * 2, SHARDS.size(), TRANSACTIONS, bySql, byOne);
            assertThat(bySql).isGreaterThan(byOne);
        }
    }

    private static RunningJob startSql() {
        SqlSession sql =
                SqlSession.streaming("localhost", VITESS.vitess().grpcPort(), "many")
                        .set("parallelism.default", "1");
        sql.execute("create table nowhere (id bigint) with ('connector' = 'blackhole')");
        tables().forEach(table -> sql.createTable(table, "id bigint", "table-name", table));
        return sql.insert(
                tables().map(table -> "insert into nowhere select id from " + table + ";")
                        .collect(Collectors.joining(" ", "execute statement set begin ", " end")));
    }

    private static VitessSource<String> source() {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("many")
                .tableList("t.*")
                .deserializer(new ChangeLines())
                .build();
    }

    private static void awaitReaders(int each) {
        for (String shard : SHARDS) {
            Waiting.until(
                    () -> VITESS.binlogReaders(shard) == each,
                    () ->
                            "%d streams read the log of %s, not %d"
                                    .formatted(VITESS.binlogReaders(shard), shard, each));
        }
    }

    /** Seconds of CPU that vtgate and the vttablets take while rows are written. */
    private static double cpuOfWrites() throws SQLException {
        Duration before = cpu();
        write(TRANSACTIONS);
        return cpu().minus(before).toMillis() / 1000.0;
    }

    private static void write(int transactions) throws SQLException {
        for (String shard : SHARDS) {
            try (Connection connection = VITESS.connection("many/" + shard);
                    Statement statement = connection.createStatement()) {
                for (int i = 0; i < transactions / SHARDS.size(); i++) {
                    statement.execute("insert into t0 values (" + nextId++ + ")");
                }
            }
        }
    }

    private static Duration cpu() {
        return VITESS.vitess().processes().stream()
                .filter(process -> process.name().startsWith("vt"))
                .map(ServerProcess::pid)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(handle -> handle.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
