// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions over two shards that Vitess commits in both or in none, by two phases. */
@Timeout(180)
class AtomicTransactionsITCase {

    /** Vitess commits in two phases only where replicas acknowledge each transaction. */
    private static final String SEMI_SYNC = "semi_sync";

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("none")
                    .shards("0")
                    .replicas(1)
                    .vtgateFlags("--transaction-mode=TWOPC");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @Test
    @Fault("D18")
    void eachShardsPartIsWholeAlthoughOneIsPreparedLate() throws Exception {
        VITESS.vitess().addKeyspace("atomic", SEMI_SYNC, "-80", "80-");
        VITESS.vitess()
                .applySchema("atomic", "create table pair (id bigint primary key, v varchar(20))");
        VITESS.vitess()
                .applyVSchema(
                        "atomic",
                        """
                        {"sharded": true, "vindexes": {"hash": {"type": "hash"}}, "tables": {
                         "pair": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
                        """);
        try (Connection connection = VITESS.connection("atomic");
                Statement statement = connection.createStatement();
                ChangelogJob job = ChangelogJob.start(source(), 2)) {
            statement.execute("insert into pair (id, v) values (1, 'a'), (4, 'a')");
            job.awaitLines(2);
            statement.execute("begin");
            for (int id : List.of(1, 4)) {
                statement.execute("update pair set v = 'b' where id = " + id);
            }
            for (int id : List.of(2, 6)) {
                statement.execute("insert into pair (id, v) values (%d, 'b')".formatted(id));
            }
            CompletableFuture<Void> lock =
                    CommitLock.hold(
                            VITESS.vitess(), VITESS.vitess().tablets("atomic", "80-").get(0));
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> commit(statement));
            TimeUnit.SECONDS.sleep(5);
            assertThat(job.lines()).as("while 80- cannot prepare").hasSize(2);
            assertThat(lock).as("the lock of 80-").isNotDone();
            commit.get(60, TimeUnit.SECONDS);

            List<String> lines = job.awaitLines(6).subList(2, 6);

            assertThat(lines.stream().filter(line -> line.startsWith("-80")))
                    .containsExactly("-80 pair u [1, a] -> [1, b]", "-80 pair c [2, b]");
            assertThat(lines.stream().filter(line -> line.startsWith("80-")))
                    .containsExactly("80- pair u [4, a] -> [4, b]", "80- pair c [6, b]");
        }
    }

    private static void commit(Statement statement) {
        try {
            statement.execute("commit");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static VitessSource<String> source() {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("atomic")
                .tableList("pair")
                .deserializer(new ChangeLines())
                .build();
    }
}
