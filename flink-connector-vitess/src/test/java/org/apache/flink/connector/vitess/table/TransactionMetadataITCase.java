// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.CollectedLines;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedShard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What SQL says of the transaction of a change, also where a job stops in its midst. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransactionMetadataITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CUSTOMERS = 700;
    private static final int ROWS = 2 * CUSTOMERS + 1;

    /** A stream that broke stays closed for so long, which is longer than a job takes to stop. */
    private static final String UNTIL_STOPPED = "30 s";

    private static final String AT_ONCE = "100 ms";

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static CollectedLines lines;

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace shop;

    @TempDir Path folder;

    /** Collects a row as it leaves the source. */
    public static final class Collected extends ScalarFunction {
        private static final long serialVersionUID = 1;

        /** Called by Flink. */
        public Long eval(Long id, String table, String shard, Long order, String vgtid)
                throws Exception {
            lines.collector().map(String.join(" ", shard, table, "" + id, "" + order, "" + vgtid));
            return id;
        }
    }

    @BeforeEach
    void startVitess() {
        lines = new CollectedLines();
        // A response for each row, so that a stream can break inside a transaction.
        vitess = EmbeddedVitess.builder().vstreamPacketSize(1).start();
        shop = vitess.createKeyspace("shop", "-80", "80-");
        for (String table : List.of("customer", "orders", "unread")) {
            shop.createTable(TableDefinition.of(table).bigint("id").primaryKey().varchar("v", 20));
        }
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void placesAndVgtidAreTheSameWhereAJobIsRestoredInsideATransaction() throws Exception {
        EmbeddedShard shard = shop.shard("-80");
        List<Integer> ids = idsOf(shard, 2 * CUSTOMERS + 1);
        String start = positions();
        String savepoint;
        try (RunningJob job = start(2, start, "", UNTIL_STOPPED)) {
            shard.transaction(tx -> tx.insert("customer", ids.get(0), "first"));
            await(1);
            vitess.faultAfterResponses(CUSTOMERS, Fault.fail(Status.UNAVAILABLE));
            insertMany(shard, ids.subList(1, ids.size()));
            await(1 + 256);
            savepoint = job.stopWithSavepoint(folder);
        }
        int emitted = lines.lines().size() - 1;
        assertThat(emitted).as("the savepoint is inside the transaction").isBetween(256, ROWS - 1);

        try (RunningJob job = start(1, start, savepoint, AT_ONCE)) {
            await(1 + ROWS);
            job.stopWithSavepoint(folder);
        }

        String after = vgtid(shard);
        List<String> expected = new ArrayList<>();
        for (int order = 1; order <= ROWS; order++) {
            // The order of the shop is between two halves of customers, and has an id of theirs.
            boolean isOrder = order == CUSTOMERS + 1;
            int index = isOrder ? 1 : order <= CUSTOMERS ? order : order - 1;
            String table = isOrder ? "orders" : "customer";
            expected.add("-80 %s %d %d %s".formatted(table, ids.get(index), order, after));
        }
        List<String> came = new ArrayList<>(lines.lines());
        assertThat(came.remove(0)).startsWith("-80 customer %d 1 [{".formatted(ids.get(0)));
        assertThat(came).isEqualTo(expected);
    }

    @Test
    void fromTheVgtidsOfChangesOnTheLaterTransactionsCome() throws Exception {
        List<EmbeddedShard> shards = List.of(shop.shard("-80"), shop.shard("80-"));
        List<String> vgtids = new ArrayList<>();
        try (RunningJob job = start(2, positions(), "", AT_ONCE)) {
            shards.forEach(shard -> insert(shard, 1, 2));
            await(4).stream()
                    .filter(line -> line.contains(" 2 [{"))
                    .map(line -> line.substring(line.indexOf("{"), line.lastIndexOf("]")))
                    .forEach(vgtids::add);
        }
        assertThat(vgtids).hasSize(2);
        shards.forEach(shard -> insert(shard, 3));

        lines = new CollectedLines();
        try (RunningJob job = start(2, "[" + String.join(",", vgtids) + "]", "", AT_ONCE)) {
            await(2);
            shards.forEach(shard -> insert(shard, 4));
            await(4);
        }
        assertThat(lines.lines())
                .map(line -> line.substring(0, line.indexOf(" 1 [{")))
                .containsExactlyInAnyOrder(
                        shards.stream()
                                .flatMap(shard -> Stream.of(row(shard, 3), row(shard, 4)))
                                .toArray(String[]::new));
    }

    private String row(EmbeddedShard shard, int index) {
        return shard.name() + " customer " + idsOf(shard, index + 1).get(index);
    }

    /** One transaction of customers, by their index among those of the shard. */
    private void insert(EmbeddedShard shard, int... indexes) {
        List<Integer> ids = idsOf(shard, 5);
        shard.transaction(
                tx -> IntStream.of(indexes).forEach(i -> tx.insert("customer", ids.get(i), "new")));
    }

    /** The shard's position now, as its changes have it. */
    private static String vgtid(EmbeddedShard shard) {
        return "[{\"keyspace\":\"shop\",\"shard\":\"%s\",\"gtid\":\"%s\"}]"
                .formatted(shard.name(), shard.position());
    }

    /** Where both shards are now. */
    private String positions() {
        return Stream.of("-80", "80-")
                .map(name -> vgtid(shop.shard(name)))
                .map(vgtid -> vgtid.substring(1, vgtid.length() - 1))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private List<Integer> idsOf(EmbeddedShard shard, int count) {
        return IntStream.iterate(1, id -> id + 1)
                .filter(id -> shop.shardOf("customer", id).name().equals(shard.name()))
                .limit(count)
                .boxed()
                .toList();
    }

    /** One transaction: customers, one order, and customers again; and one that is not read. */
    private static void insertMany(EmbeddedShard shard, List<Integer> ids) {
        shard.transaction(
                tx -> {
                    ids.subList(0, CUSTOMERS).forEach(id -> tx.insert("customer", id, "new"));
                    tx.insert("unread", ids.get(0), "new");
                    tx.insert("orders", ids.get(0), "new");
                    ids.subList(CUSTOMERS, ids.size())
                            .forEach(id -> tx.insert("customer", id, "new"));
                });
    }

    private static List<String> await(int count) throws InterruptedException {
        return lines.await(PATIENCE, all -> all.size() >= count);
    }

    private RunningJob start(int parallelism, String vgtid, String savepoint, String retryDelay) {
        SqlSession sql =
                SqlSession.streaming(vitess.host(), vitess.port(), "shop")
                        .set("parallelism.default", Integer.toString(parallelism));
        if (!savepoint.isEmpty()) {
            sql.set("execution.state-recovery.path", savepoint);
        }
        sql.createTable(
                "changes",
                "id bigint, table_name string metadata virtual, shard string metadata virtual,"
                        + " transaction_order bigint metadata virtual,"
                        + " vgtid string metadata virtual",
                "table-name",
                "customer;orders",
                "scan.startup.mode",
                "specific-offset",
                "scan.startup.specific-offset.vgtid",
                vgtid,
                "connect.retry-delay",
                retryDelay,
                "scan.read-changelog-as-append-only.enabled",
                "true");
        sql.execute("create table nowhere (id bigint) with ('connector' = 'blackhole')");
        sql.execute("create function collected as '" + Collected.class.getName() + "'");
        return sql.insert(
                "insert into nowhere select"
                        + " collected(id, table_name, shard, transaction_order, vgtid)"
                        + " from changes");
    }
}
