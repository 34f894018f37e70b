// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables of SQL on an embedded vtgate. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlITCase {

    private static final String COLUMNS = "id bigint, v varchar(20), primary key (id) not enforced";

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private EmbeddedVitess vitess;
    private ShopTables tables;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().start();
        tables = new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer", "orders");
    }

    private SqlSession session() {
        return SqlSession.streaming(vitess.host(), vitess.port(), "shop");
    }

    @AfterEach
    void stop() {
        vitess.close();
    }

    @Test
    void aQueryGivesTheRowsAndThenTheirChanges() throws Exception {
        tables.insert("customer", 1, 3);
        SqlSession sql = session();
        sql.createTable("customer", COLUMNS, "table-name", "customer");
        try (SqlQuery query = sql.query("select * from customer")) {
            assertThat(query.next(3))
                    .containsExactlyInAnyOrder("+I[1, new]", "+I[2, new]", "+I[3, new]");
            tables.update("customer", 2, "changed");
            assertThat(query.next(2)).containsExactly("-U[2, new]", "+U[2, changed]");
            tables.delete("customer", 2);
            assertThat(query.next(1)).containsExactly("-D[2, changed]");
        }
    }

    @Test
    void anUpsertTableGivesTheSameTable() throws Exception {
        tables.insert("customer", 1, 1);
        int sameShard = idInTheShardOf(1);
        SqlSession sql = session();
        sql.createTable("customer", COLUMNS, "table-name", "customer", "changelog-mode", "upsert");
        try (SqlQuery query = sql.query("select * from customer")) {
            assertThat(query.nextUpserts(1)).containsExactly("+ [1, new]");
            tables.update("customer", 1, "changed");
            assertThat(query.nextUpserts(1)).containsExactly("+ [1, changed]");
            tables.move("customer", 1, sameShard, "moved");
            assertThat(query.nextUpserts(2))
                    .containsExactly("- [1, changed]", "+ [" + sameShard + ", moved]");
            tables.delete("customer", sameShard);
            assertThat(query.nextUpserts(1)).containsExactly("- [" + sameShard + ", moved]");
        }
    }

    @Test
    void anUpsertTableNeedsNoStateWhereFlinkKnowsThatItsDeletesAreWhole() {
        SqlSession sql = session();
        sql.createTable("customer", COLUMNS, "table-name", "customer", "changelog-mode", "upsert");
        boolean needsState = EnvironmentInformation.getVersion().matches("(1\\.|2\\.0).*");
        String plan = sql.explain("select * from customer");

        assertThat(plan.contains("ChangelogNormalize")).as(plan).isEqualTo(needsState);
        assertThat(sql.explain("select * from customer where v = 'new'"))
                .contains("ChangelogNormalize");
    }

    @Test
    void anUpsertTableIsReadWithoutItsKey() throws Exception {
        tables.insert("customer", 1, 2);
        SqlSession sql = session();
        sql.createTable("customer", COLUMNS, "table-name", "customer", "changelog-mode", "upsert");
        try (SqlQuery query = sql.query("select v from customer")) {
            assertThat(query.next(2)).containsExactly("+I[new]", "+I[new]");
            tables.update("customer", 1, "changed");
            assertThat(query.next(2)).containsExactly("-U[new]", "+U[changed]");
        }
        try (SqlQuery query = sql.query("select v from customer where v = 'new'")) {
            assertThat(query.next(1)).containsExactly("+I[new]");
            tables.delete("customer", 2);
            assertThat(query.next(1)).containsExactly("-D[new]");
        }
    }

    private int idInTheShardOf(int id) {
        int other = id + 1;
        while (!tables.shardOf("customer", other).equals(tables.shardOf("customer", id))) {
            other++;
        }
        return other;
    }

    @Test
    void anAppendOnlyTableGivesEveryRowAsAnInsert() throws Exception {
        tables.insert("customer", 1, 1);
        SqlSession sql = session();
        sql.createTable(
                "customer",
                "row_kind string metadata virtual, is_snapshot boolean metadata virtual, "
                        + COLUMNS,
                "table-name",
                "customer",
                "scan.read-changelog-as-append-only.enabled",
                "true");
        try (SqlQuery query = sql.query("select * from customer")) {
            assertThat(query.next(1)).containsExactly("+I[+I, true, 1, new]");
            tables.update("customer", 1, "changed");
            tables.delete("customer", 1);
            assertThat(query.next(3))
                    .containsExactly(
                            "+I[-U, false, 1, new]",
                            "+I[+U, false, 1, changed]",
                            "+I[-D, false, 1, changed]");
        }
    }

    @Test
    void oneTableReadsAllTablesThatItsPatternMatches() throws Exception {
        tables.insert("customer", 1, 1);
        tables.insert("orders", 1, 1);
        SqlSession sql = session();
        sql.createTable(
                "shop",
                "id bigint, table_name string metadata virtual, shard string metadata virtual",
                "table-name",
                "cust.*;orders");
        try (SqlQuery query = sql.query("select * from shop")) {
            assertThat(query.next(2))
                    .containsExactlyInAnyOrder("+I[1, customer, -80]", "+I[1, orders, -80]");
        }
    }

    @Test
    void onlyTheWantedColumnsAreRead() throws Exception {
        tables.insert("customer", 1, 3);
        SqlSession sql = session();
        sql.createTable("customer", COLUMNS, "table-name", "customer");

        assertThat(sql.explain("select v from customer")).contains("project=[v]");
        try (SqlQuery query = sql.query("select count(*) from customer")) {
            assertThat(query.next(1)).containsExactly("+I[1]");
        }
        try (SqlQuery query = sql.query("select upper(v) from customer")) {
            assertThat(query.next(1)).containsExactly("+I[NEW]");
        }
    }

    @Test
    @Fault("D21")
    void whatIsDeclaredAndIsNotSoInMySqlIsSaidWhenAQueryIsPlanned() {
        SqlSession sql = session();
        sql.createTable(
                "wrong",
                "id tinyint, v int, price decimal(10, 2), primary key (v) not enforced",
                "table-name",
                "customer");
        sql.createTable("missing", COLUMNS, "table-name", "customers");

        assertThatThrownBy(() -> sql.explain("select * from wrong"))
                .hasStackTraceContaining("Table shop.customer of Vitess cannot be read as it is")
                .hasStackTraceContaining("Column `id` is declared as TINYINT and is bigint")
                .hasStackTraceContaining("Write `id` BIGINT")
                .hasStackTraceContaining(
                        "Column `v` is declared as INT NOT NULL and is varchar(20)")
                .hasStackTraceContaining("Column `price` does not exist in MySQL")
                .hasStackTraceContaining("Write PRIMARY KEY (`id`) NOT ENFORCED");
        assertThatThrownBy(() -> sql.explain("select * from missing"))
                .hasStackTraceContaining(
                        "Keyspace 'shop' has no table that matches 'customers': change"
                                + " 'table-name'");
    }

    @Test
    @Fault("D21")
    void aValueThatANarrowerTypeCannotHoldFailsTheJobAndIsNamed() throws Exception {
        tables.insert("customer", 1, 1);
        SqlSession sql = session();
        sql.createTable("customer", "v varchar(2)", "table-name", "customer");

        try (SqlQuery query = sql.query("select * from customer")) {
            assertThatThrownBy(() -> query.next(1))
                    .hasStackTraceContaining("The copied row of table 'customer' in shard shop/")
                    .hasStackTraceContaining(
                            "Column 'v' of table shop.customer, which is varchar(20) in MySQL and"
                                    + " VARCHAR(2) in Flink, cannot hold the value 'new'");
        }
    }
}
