// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.apache.flink.connector.vitess.testing.LeftOvers;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The catalog in Flink's SQL, on an embedded vtgate. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VitessCatalogITCase {

    private static final String PASSWORD = "open-sesame";

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private EmbeddedVitess vitess;
    private ShopTables tables;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().staticAuth("ali", PASSWORD).start();
        tables = new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer", "orders");
        tables.insert("customer", 1, 1);
    }

    @AfterEach
    void stop() {
        vitess.close();
    }

    /** A session with the catalog {@code v}. */
    private SqlSession session() {
        SqlSession sql = SqlSession.streaming(vitess.host(), vitess.port(), "shop");
        sql.execute(
                ("create catalog v with ('type' = 'vitess', 'hostname' = '%s', 'port' = '%d',"
                                + " 'username' = 'ali', 'password' = '%s',"
                                + " 'default-database' = 'shop')")
                        .formatted(vitess.host(), vitess.port(), PASSWORD));
        return sql;
    }

    private static List<String> all(SqlSession sql, String statement) throws Exception {
        try (SqlQuery query = sql.query(statement)) {
            return query.rest();
        }
    }

    @Test
    void keyspacesTablesAndColumnsAreShown() throws Exception {
        SqlSession sql = session();

        assertThat(all(sql, "show databases in v")).containsExactly("+I[shop]");
        assertThat(all(sql, "show tables from v.shop"))
                .containsExactlyInAnyOrder("+I[customer]", "+I[orders]");
        assertThat(all(sql, "describe v.shop.customer"))
                .containsExactly(
                        "+I[id, BIGINT, false, PRI(id), null, null]",
                        "+I[v, VARCHAR(20), true, null, null, null]");
    }

    @Test
    void aTableIsReadWithoutAnyDdl() throws Exception {
        SqlSession sql = session();
        sql.execute("use catalog v");
        try (SqlQuery query = sql.query("select * from customer")) {
            assertThat(query.next(1)).containsExactly("+I[1, new]");
            tables.update("customer", 1, "changed");
            assertThat(query.next(2)).containsExactly("-U[1, new]", "+U[1, changed]");
        }
    }

    @Test
    void aQueryCanChangeTheOptionsOfATable() throws Exception {
        SqlSession sql = session();
        assertThat(
                        all(
                                sql,
                                "select * from v.shop.customer"
                                        + " /*+ options('scan.startup.mode' = 'snapshot') */"))
                .containsExactly("+I[1, new]");
    }

    @Test
    void aTableLikeThatOfTheCatalogCanHaveMetadata() throws Exception {
        SqlSession sql = session();
        sql.execute(
                "create table t (shard string metadata virtual)"
                        + " with ('scan.startup.mode' = 'snapshot') like v.shop.customer");

        assertThat(all(sql, "select id, v, shard from t"))
                .containsExactly(
                        "+I[1, new, %s]"
                                .formatted(vitess.keyspace("shop").shardOf("customer", 1).name()));
    }

    @Test
    void nothingCanBeChanged() {
        SqlSession sql = session();

        for (String statement :
                List.of(
                        "create database v.d",
                        "create table v.shop.t (a int)",
                        "drop table v.shop.customer",
                        "alter table v.shop.customer rename to customers")) {
            assertThatThrownBy(() -> sql.execute(statement))
                    .hasStackTraceContaining("Catalog 'v' only reads Vitess");
        }
    }

    @Test
    void whatFlinkShowsOfATableMakesTheSameTable() throws Exception {
        SqlSession sql = session();
        String shown = all(sql, "show create table v.shop.customer").get(0);
        String ddl = shown.substring("+I[".length(), shown.length() - "]".length());

        sql.execute(ddl.replace("`v`.`shop`.`customer`", "mine"));

        try (SqlQuery query = sql.query("select * from mine")) {
            assertThat(query.next(1)).containsExactly("+I[1, new]");
        }
    }

    @Test
    void aPlanDoesNotShowThePassword() {
        assertThat(session().explain("select * from v.shop.customer"))
                .contains("v, shop, customer")
                .doesNotContain(PASSWORD);
    }

    /** Flink closes only catalogs that are dropped. */
    @Test
    void nothingIsLeftOfACatalogThatIsNotClosed() throws Exception {
        assertThat(all(session(), "describe v.shop.customer")).hasSize(2);

        vitess.close();
        LeftOvers.awaitNone(Duration.ofSeconds(20));
        vitess = EmbeddedVitess.start();
    }
}
