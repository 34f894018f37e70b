// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.flink.SqlScript;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The jar in the lib folder of each line of Flink, used from the SQL client. */
@Timeout(600)
class UberJarITCase {

    static final List<String> FLINKS = StandaloneFlink.VERSIONS;

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @BeforeAll
    static void createTable() {
        VITESS.vitess()
                .applySchema(
                        "customer",
                        "create table corder (order_id bigint not null, customer_id bigint,"
                                + " sku varchar(128), price bigint, primary key (order_id))");
        VITESS.vitess()
                .applyVSchema(
                        "customer",
                        """
                        {"sharded": true,
                         "vindexes": {"xxhash": {"type": "xxhash"}},
                         "tables": {
                           "corder": {"column_vindexes": [{"column": "customer_id", "name": "xxhash"}]}}}
                        """);
    }

    @ParameterizedTest(name = "Flink {0}")
    @FieldSource("FLINKS")
    @Fault("C17")
    void theSqlClientReadsATable(String version) throws Exception {
        VITESS.sql("delete from corder");
        insert(1, 4);
        Path jar = UberJar.path();
        try (StandaloneFlink flink =
                RealServers.orSkip(() -> StandaloneFlink.version(version).jar(jar).start())) {
            System.out.printf("Real Flink %s for UberJarITCase%n", version);
            printsTheCopyAndTheChangesOnceOverASavepoint(flink);
            showsAQuerysChangelog(flink);
        }
    }

    private static void printsTheCopyAndTheChangesOnceOverASavepoint(StandaloneFlink flink) {
        List<String> expected = new ArrayList<>();
        for (int id = 1; id <= 4; id++) {
            expected.add("+I[%d, %d, sku%d, 100]".formatted(id, id, id));
        }
        String job = flink.sqlClient().submit(print());
        assertThat(rows(flink, expected)).containsExactlyInAnyOrderElementsOf(expected);

        VITESS.sql("update corder set price = 200 where order_id = 1");
        VITESS.sql("delete from corder where order_id = 2");
        expected.addAll(
                List.of("-U[1, 1, sku1, 100]", "+U[1, 1, sku1, 200]", "-D[2, 2, sku2, 100]"));
        assertThat(rows(flink, expected)).containsExactlyInAnyOrderElementsOf(expected);

        String savepoint = flink.stopWithSavepoint(job);
        insert(5, 8);
        String restored =
                flink.sqlClient()
                        .submit(
                                """
                                SET 'execution.state-recovery.path' = '%s';
                                SET 'parallelism.default' = '2';
                                %s"""
                                        .formatted(savepoint, print()));
        for (int id = 5; id <= 8; id++) {
            expected.add("+I[%d, %d, sku%d, 100]".formatted(id, id, id));
        }
        assertThat(rows(flink, expected)).containsExactlyInAnyOrderElementsOf(expected);
        flink.cancel(restored);
    }

    private static void showsAQuerysChangelog(StandaloneFlink flink) {
        String query =
                """
                SET 'sql-client.execution.result-mode' = 'tableau';
                %s
                SELECT customer_id, SUM(price) FROM corder GROUP BY customer_id;
                """
                        .formatted(table());
        try (SqlScript script = flink.sqlClient().start(query)) {
            script.await(printed -> rows(printed).contains("+I 1 200"));
            VITESS.sql("update corder set price = 300 where order_id = 1");

            // The order was the customer's only one: without it there is no sum.
            assertThat(rows(script.await(printed -> rows(printed).contains("+I 1 300"))))
                    .containsSubsequence("+I 1 200", "-D 1 200", "+I 1 300");
        }
    }

    private static String table() {
        return """
        CREATE TABLE corder (
          order_id BIGINT, customer_id BIGINT, sku STRING, price BIGINT,
          shard STRING METADATA VIRTUAL,
          PRIMARY KEY (order_id) NOT ENFORCED
        ) WITH (
          'connector' = 'vitess', 'hostname' = 'localhost', 'port' = '%d',
          'keyspace' = 'customer', 'table-name' = 'corder'
        );
        """
                .formatted(VITESS.vitess().grpcPort());
    }

    private static String print() {
        return """
        %s
        CREATE TABLE printed (order_id BIGINT, customer_id BIGINT, sku STRING, price BIGINT)
          WITH ('connector' = 'print');
        INSERT INTO printed SELECT order_id, customer_id, sku, price FROM corder;
        """
                .formatted(table());
    }

    private static void insert(int from, int to) {
        for (int id = from; id <= to; id++) {
            VITESS.sql(
                    "insert into corder (order_id, customer_id, sku, price) values (%d, %d, 'sku%d', 100)"
                            .formatted(id, id, id));
        }
    }

    /** The printed rows once there are as many as expected, without the numbers of the tasks. */
    private static List<String> rows(StandaloneFlink flink, List<String> expected) {
        return flink.awaitPrinted(printed -> printed.size() >= expected.size()).stream()
                .map(line -> line.replaceFirst("^\\d+> ", ""))
                .toList();
    }

    /** The rows of a table that the SQL client draws: {@code | +I | 1 | 200 |}. */
    private static List<String> rows(String drawn) {
        return drawn.lines()
                .filter(line -> line.matches("\\| [+-][IUD] \\|.*"))
                .map(line -> line.replaceAll("[| ]+", " ").strip())
                .toList();
    }
}
