// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What of a query the source does itself: the plan shows it, and the result is correct. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PushDownITCase {

    private static final String COLUMNS = "id bigint, v varchar(20), primary key (id) not enforced";

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private EmbeddedVitess vitess;
    private ShopTables tables;
    private int lastId;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().start();
        tables = new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer");
    }

    @AfterEach
    void stop() {
        vitess.close();
    }

    @Test
    void onlyTheWantedColumnsAreRead() throws Exception {
        tables.insert("customer", 1, 3);
        SqlSession sql = session();
        sql.createTable("customer", COLUMNS, "table-name", "customer");

        String query = "select upper(v) from customer";
        assertThat(sql.explain(query))
                .contains(
                        "TableSourceScan(table=[[default_catalog, default_database, customer, project=[v]");
        assertThat(next(sql, query, 3)).containsOnly("+I[NEW]");
        String count = "select count(*) from customer";
        assertThat(sql.explain(count)).contains("project=[id]");
        assertThat(next(sql, count, 5)).endsWith("+U[3]");
    }

    @Test
    void conditionsAreEvaluatedByTheServerAndAgainByFlink() throws Exception {
        tables.insert("customer", 1, 5);
        SqlSession sql = session();
        sql.createTable("customer", COLUMNS, "table-name", "customer");

        String query = "select id, v from customer where id > 2 and v = 'new' and id + 1 < 6";
        assertThat(sql.explain(query))
                .contains("filter=[and(")
                .contains(">(id, 2)")
                .contains("=(v, _UTF-16LE'new'")
                .contains("where=[AND(>(id, 2), =(v, _UTF-16LE'new'");
        try (SqlQuery running = sql.query(query)) {
            assertThat(running.next(2)).containsExactlyInAnyOrder("+I[3, new]", "+I[4, new]");
            // Both rows come from the server: the one before fulfils the condition.
            tables.update("customer", 3, "old");
            assertThat(running.next(1)).containsExactly("-U[3, new]");
            tables.update("customer", 3, "new");
            assertThat(running.next(1)).containsExactly("+U[3, new]");
            assertThat(vitess.filters())
                    .containsOnly("select * from `customer` where `id` > 2 and `v` = 'new'");
        }
    }

    @Test
    void conditionsStayInFlinkIfTheTableSaysSo() {
        SqlSession sql = session();
        sql.createTable(
                "customer", COLUMNS, "table-name", "customer", "filter.handling.policy", "never");

        assertThat(sql.explain("select * from customer where id > 2"))
                .contains("filter=[]")
                .contains("where=[(id > 2)]");
    }

    @Test
    void theSourceHasTheParallelismThatTheTableSays() throws Exception {
        tables.insert("customer", 1, 3);
        SqlSession sql = session();
        sql.createTable("customer", COLUMNS, "table-name", "customer", "scan.parallelism", "1");

        assertThat(sql.explainJob("select * from customer"))
                .containsPattern("\"type\" : \"Source: customer[^}]*\"parallelism\" : 1");
        assertThat(next(sql, "select id from customer", 3)).contains("+I[1]", "+I[2]", "+I[3]");
    }

    @Test
    void aShardWithoutWritesDoesNotHoldTheWatermarkLongerThanItsTimeout() throws Exception {
        SqlSession sql = session();
        sql.createTable(
                "customer",
                COLUMNS
                        + ", op_ts timestamp_ltz(3) metadata virtual"
                        + ", watermark for op_ts as source_watermark()",
                "table-name",
                "customer",
                "scan.read-changelog-as-append-only.enabled",
                "true",
                "scan.startup.mode",
                "latest-offset",
                "scan.source-watermark.delay",
                "0 s",
                "scan.watermark.idle-timeout",
                "500 ms");
        String windows =
                "select sum(id) from table(tumble(table customer, descriptor(op_ts), interval '1'"
                        + " second)) group by window_start, window_end";

        assertThat(sql.explain(windows)).contains("watermark=[SOURCE_WATERMARK()]");
        try (SqlQuery running = sql.query(windows);
                Writes writes = Writes.every(Duration.ofMillis(50), this::insertIntoOneShard)) {
            assertThat(running.next(2)).allMatch(row -> row.startsWith("+I["));
        }
    }

    /** Without alignment, all rows of the one shard are out before the other has its second. */
    @Test
    @Fault("C14")
    void aShardThatIsAheadOfTheOthersWaitsForThem() throws Exception {
        // Two tasks after the source would mix up its order.
        SqlSession sql = session().set("table.exec.resource.default-parallelism", "1");
        sql.createTable(
                "customer",
                COLUMNS
                        + ", shard string metadata virtual, op_ts timestamp_ltz(3) metadata virtual, "
                        + "watermark for op_ts as source_watermark()",
                "table-name",
                "customer",
                "scan.source-watermark.delay",
                "0 s",
                "scan.watermark.alignment.group",
                "shards",
                "scan.watermark.alignment.max-drift",
                "1 s",
                "scan.watermark.alignment.update-interval",
                "50 ms");
        try (SqlQuery running = sql.query("select shard from customer")) {
            insertInto("-80");
            insertInto("80-");
            assertThat(running.next(2)).containsExactlyInAnyOrder("+I[-80]", "+I[80-]");
            // Copied rows have no time: these have one, and show that both logs are read.
            insertInto("-80");
            assertThat(running.next(1)).containsExactly("+I[-80]");
            insertInto("80-");
            assertThat(running.next(1)).containsExactly("+I[80-]");
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            int ahead = 0;
            for (; System.nanoTime() < end; ahead++) {
                insertInto("80-");
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            insertInto("-80");

            List<String> rows = running.next(ahead + 1);
            assertThat(rows.indexOf("+I[-80]"))
                    .as("where the row that the others wait for is, in %s", rows)
                    .isBetween(1, ahead - 1);
        }
    }

    @Test
    void aWatermarkOfTheTableIsMadeShardByShard() throws Exception {
        SqlSession sql = session();
        sql.createTable(
                "customer",
                COLUMNS
                        + ", op_ts timestamp_ltz(3) metadata virtual"
                        + ", watermark for op_ts as op_ts - interval '1' second",
                "table-name",
                "customer");

        assertThat(sql.explain("select * from customer"))
                .contains("watermark=[-(CAST(op_ts AS TIMESTAMP_LTZ(3) *ROWTIME*), 1000:INTERVAL")
                .doesNotContain(" WatermarkAssigner(");
    }

    @Test
    void aBoundedScanEndsAfterTheRowsThatAreEnough() throws Exception {
        tables.insert("customer", 1, 500);
        SqlSession sql = SqlSession.batch(vitess.host(), vitess.port(), "shop");
        sql.createTable(
                "customer", COLUMNS, "table-name", "customer", "scan.startup.mode", "snapshot");

        assertThat(sql.explain("select * from customer limit 3")).contains("limit=[3]");
        try (SqlQuery query = sql.query("select * from customer limit 3")) {
            assertThat(query.rest()).hasSize(3);
        }
        try (SqlQuery query = sql.query("select count(*), sum(id) from customer")) {
            assertThat(query.rest()).containsExactly("+I[500, 125250]");
        }
    }

    /** The cluster has two slots: the others get their shards when the first have ended. */
    @Test
    void aBatchJobNeedsNoSlotForEachReader() throws Exception {
        tables.insert("customer", 1, 500);
        SqlSession sql = SqlSession.batch(vitess.host(), vitess.port(), "shop");
        sql.createTable(
                "customer",
                COLUMNS,
                "table-name",
                "customer",
                "scan.startup.mode",
                "snapshot",
                "scan.parallelism",
                "5");

        try (SqlQuery query = sql.query("select count(*), sum(id) from customer")) {
            assertThat(query.rest()).containsExactly("+I[500, 125250]");
        }
    }

    @Test
    void aChangelogInBatchModeIsRefused() {
        SqlSession sql = SqlSession.batch(vitess.host(), vitess.port(), "shop");
        sql.createTable(
                "customer",
                COLUMNS,
                "table-name",
                "customer",
                "scan.bounded.mode",
                "latest-offset");

        assertThatThrownBy(() -> sql.explain("select * from customer"))
                .hasStackTraceContaining("batch mode");
    }

    private void insertIntoOneShard() {
        insertInto("-80");
    }

    private void insertInto(String shard) {
        do {
            lastId++;
        } while (!tables.shardOf("customer", lastId).name().equals(shard));
        tables.insert("customer", lastId, lastId);
    }

    private static List<String> next(SqlSession sql, String query, int count) throws Exception {
        try (SqlQuery running = sql.query(query)) {
            return running.next(count);
        }
    }

    private SqlSession session() {
        return SqlSession.streaming(vitess.host(), vitess.port(), "shop");
    }
}
