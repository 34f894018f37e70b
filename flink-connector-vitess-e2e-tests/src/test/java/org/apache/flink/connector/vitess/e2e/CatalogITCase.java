// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The catalog on a real Vitess: what it shows, and that no table has to be declared. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CatalogITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static final CustomerTables TABLES = new CustomerTables(VITESS);

    @BeforeAll
    static void createTables() {
        TABLES.create();
        VITESS.vitess()
                .applySchema(
                        "customer",
                        "create table note (customer_id bigint not null comment 'who wrote it',"
                                + " number int unsigned not null, text json,"
                                + " kind enum('a', 'b') not null, at timestamp(3) null,"
                                + " primary key (number, customer_id)) comment 'their notes';"
                                + "create view notes as select number from note");
    }

    private static SqlSession session() {
        int port = VITESS.vitess().grpcPort();
        SqlSession sql = SqlSession.streaming("localhost", port, "customer");
        sql.execute(
                ("create catalog v with ('type' = 'vitess', 'hostname' = 'localhost',"
                                + " 'port' = '%d', 'default-database' = 'customer')")
                        .formatted(port));
        return sql;
    }

    private static List<String> all(String statement) throws Exception {
        try (SqlQuery query = session().query(statement)) {
            return query.rest();
        }
    }

    @Test
    void keyspacesAreShown() throws Exception {
        assertThat(all("show databases in v")).containsExactly("+I[customer]");
    }

    @Test
    void tablesAreShownWithoutViews() throws Exception {
        assertThat(all("show tables from v.customer"))
                .containsExactlyInAnyOrder("+I[corder]", "+I[customer]", "+I[note]");
    }

    @Test
    void columnsAreShownWithTheirCommentsAndTheKeyInItsOrder() throws Exception {
        assertThat(all("describe v.customer.note"))
                .containsExactly(
                        "+I[customer_id, BIGINT, false, PRI(number, customer_id), null, null, who wrote it]",
                        "+I[number, BIGINT, false, PRI(number, customer_id), null, null, null]",
                        "+I[text, STRING, true, null, null, null, null]",
                        "+I[kind, STRING, false, null, null, null, null]",
                        "+I[at, TIMESTAMP_LTZ(3), true, null, null, null, null]");
        assertThat(all("show create table v.customer.note").get(0))
                .contains("COMMENT 'their notes'");
    }

    @Test
    void aTableIsReadWithoutAnyDdlFromItsCopyOn() throws Exception {
        TABLES.clear();
        TABLES.insert(1, 3);
        try (SqlQuery query = session().query("select * from v.customer.corder")) {
            assertThat(query.next(3))
                    .containsExactlyInAnyOrder(
                            "+I[1, 1, 1.50]", "+I[2, 2, 2.50]", "+I[3, 3, 3.50]");
            TABLES.insert(4, 4);
            assertThat(query.next(1)).containsExactly("+I[4, 4, 4.50]");
            TABLES.deleteOrder(2);
            assertThat(query.next(1)).containsExactly("-D[2, 2, 2.50]");
        }
    }

    @Test
    void aTableLikeThatOfTheCatalogHasMetadata() throws Exception {
        TABLES.clear();
        TABLES.insert(1, 8);
        SqlSession sql = session();
        sql.execute(
                "create table t (shard string metadata virtual)"
                        + " with ('scan.startup.mode' = 'snapshot') like v.customer.corder");
        try (SqlQuery query = sql.query("select distinct shard from t")) {
            assertThat(query.rest()).containsExactlyInAnyOrder("+I[-80]", "+I[80-]");
        }
    }
}
