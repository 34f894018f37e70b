// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.flink.SqlClient;
import org.apache.flink.connector.vitess.testutils.flink.SqlScript;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The README's SQL and the scripts of examples/sql, as they are, on a real Vitess, a real Flink of
 * each line, and a real PostgreSQL.
 */
@ParameterizedClass(name = "Flink {0}")
@FieldSource("FLINKS")
@Timeout(300)
class SqlExamplesITCase {

    static final List<String> FLINKS = StandaloneFlink.VERSIONS;

    private static final String SALES =
            "select c.sku, description, count(*), cast(sum(price) as signed) from corder c"
                    + " left join product p on c.sku = p.sku group by c.sku, description order by c.sku";

    private static final String ORDERS =
            "select merchant, order_id, sku, price from corder order by merchant, order_id";

    private static final List<Integer> ONE_CUSTOMER_OF_EACH_SHARD = List.of(1, 4);

    /** Begins the merchant of orders that only show that a job has found its start. */
    private static final String UNTIL_NOTIFIED = "until notified ";

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    private static final Pattern COMPLETED = Pattern.compile("\"completed\":(\\d+)");

    private static LocalPostgres postgres;
    private static StandaloneFlink flink;
    private static int taskManager;

    @Parameter String version;

    @BeforeAll
    static void createTables() {
        VITESS.vitess().vtctldclient("CreateKeyspace", "--durability-policy=none", "product");
        VITESS.vitess().addShards("product", "0");
        for (String keyspace : List.of("product", "customer")) {
            VITESS.vitess()
                    .applySchema(keyspace, ExampleFiles.example("vitess/" + keyspace + ".sql"));
            VITESS.vitess()
                    .applyVSchema(
                            keyspace, ExampleFiles.example("vitess/" + keyspace + ".vschema.json"));
        }
        VITESS.vitess()
                .vtctldclient(
                        "Materialize",
                        "--workflow=product",
                        "--target-keyspace=customer",
                        "create",
                        "--source-keyspace=product",
                        "--reference-tables=product");
        postgres = RealServers.orSkip(LocalPostgres::start);
    }

    @BeforeParameterizedClassInvocation
    static void startFlink(String version) throws Exception {
        taskManager = 0;
        flink =
                RealServers.orSkip(
                        FlinkLib.cluster(version).option("parallelism.default", "2")::start);
    }

    /** Including the query that the SQL client leaves running when it is closed. */
    @AfterEach
    void cancelJobs() {
        flink.jobs().stream().filter(job -> !job.isOver()).forEach(job -> flink.cancel(job.id()));
    }

    @AfterParameterizedClassInvocation
    static void closeFlink() {
        if (flink != null) {
            flink.close();
        }
    }

    @AfterAll
    static void closePostgres() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void theReadmesSnippetPrintsTheChangelogOfATable() {
        VITESS.sql("delete from corder");
        VITESS.sql(order(1, 10, "a", "pen", 100), order(2, 20, "a", "ink", 30));
        String snippet = ExampleFiles.readmeSnippet(VITESS.vitess());

        try (SqlScript script = flink.sqlClient().start(snippet)) {
            script.await(printed -> rows(printed).containsAll(List.of("+I 10 100", "+I 20 30")));
            VITESS.sql(order(3, 10, "a", "ink", 30));
            VITESS.sql("delete from corder where order_id = 2");

            List<String> last = List.of("+U 10 130", "-D 20 30");
            assertThat(rows(script.await(printed -> rows(printed).containsAll(last))))
                    .containsExactlyInAnyOrder(
                            "+I 10 100", "+I 20 30", "-U 10 100", "+U 10 130", "-D 20 30");
        }
    }

    @Test
    void theDemosOrdersAndSalesAreKeptUpToDate() {
        VITESS.sql("delete from corder", "delete from product.product");
        VITESS.sql(
                "insert into product.product (sku, description) values ('pen', 'A pen'), ('ink', 'Blue')");
        for (int id = 1; id <= 20; id++) {
            VITESS.sql(order(id, id, "m" + id % 3, id % 2 == 0 ? "pen" : "ink", 10 * id));
        }
        postgres().run("drop table if exists order_of_merchant", "drop table if exists sales");
        postgres().run(ExampleFiles.example("demo/postgres.sql"));
        submit("demo/flink.sql");
        awaitDemo();

        VITESS.sql(
                order(21, 21, "m1", "pad", 70),
                "update corder set price = 5 where order_id = 4",
                "update corder set sku = 'pad' where order_id in (5, 6)",
                "update corder set merchant = 'm9' where order_id = 7",
                "delete from corder where order_id = 8");
        VITESS.sql(
                "update product.product set description = 'Black' where sku = 'ink'",
                "insert into product.product (sku, description) values ('pad', 'Paper')");
        awaitDemo();

        VITESS.sql("delete from corder where sku = 'ink'");
        awaitDemo();
        assertThat(postgres().rows("select * from sales")).hasSize(2);
    }

    @Test
    void eachChangeThatMakesAnOrderCost100OrMoreIsNotifiedOnce() {
        VITESS.sql("delete from corder");
        VITESS.sql(order(1, 1, "a", "pen", 100), order(2, 4, "a", "pen", 30));
        String job =
                flink.sqlClient().submit(ExampleFiles.example("notify/flink.sql", VITESS.vitess()));
        insertUntilNotified();

        VITESS.sql(
                "update corder set price = 200 where order_id = 1",
                "update corder set price = 99 where order_id = 2",
                "update corder set price = 100 where order_id = 2",
                "update corder set price = 150 where order_id = 2",
                "update corder set price = 50 where order_id = 2",
                "update corder set price = 101 where order_id = 2",
                order(3, 1, "a", "pen", 99),
                order(4, 4, "a", "pen", 110),
                "update corder set merchant = 'b' where order_id = 4",
                "delete from corder where order_id in (1, 4)",
                order(1, 1, "a", "pen", 120));
        VITESS.sql(order(5, 1, "a", "pen", 130), order(6, 4, "a", "pen", 140));
        List<String> last = List.of("5, a, 130", "6, a, 140");
        flink.awaitPrinted(printed -> notices(printed).containsAll(last));
        flink.stopWithSavepoint(job);

        assertThat(notices(flink.printed()))
                .filteredOn(notice -> !notice.contains(UNTIL_NOTIFIED))
                .containsExactlyInAnyOrder(
                        "2, a, 100",
                        "2, a, 101",
                        "4, a, 110",
                        "1, a, 120",
                        "5, a, 130",
                        "6, a, 140");
    }

    @Test
    void eachChangeOfAnOrderShowsItsProductAsItIsInVitessThen() {
        VITESS.sql("delete from corder", "delete from product.product");
        VITESS.sql("insert into product.product (sku, description) values ('pen', 'A pen')");
        VITESS.sql(order(1, 1, "a", "pen", 100), order(2, 4, "a", "ink", 30));
        String job =
                flink.sqlClient().submit(ExampleFiles.example("lookup/flink.sql", VITESS.vitess()));
        List<String> first = List.of("+I, 1, pen, A pen, 100", "+I, 2, ink, null, 30");
        flink.awaitPrinted(printed -> described(printed).containsAll(first));

        VITESS.sql("update product.product set description = 'Black'");
        VITESS.sql(
                order(3, 4, "a", "pen", 110),
                "update corder set price = 120 where order_id = 1",
                "delete from corder where order_id = 2");
        List<String> then =
                List.of("+I, 3, pen, Black, 110", "+U, 1, pen, Black, 120", "-D, 2, ink, null, 30");
        flink.awaitPrinted(printed -> described(printed).containsAll(then));
        flink.stopWithSavepoint(job);

        assertThat(described(flink.printed()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(first, then).flatMap(List::stream).toList());
    }

    @Test
    @Fault({"C2", "C17"})
    void theTableInPostgresEndsEqualAlthoughATaskManagerIsLost() throws Exception {
        VITESS.sql("delete from invoice");
        Invoices invoices = new Invoices(vitess(), Seed.choose());
        invoices.insert(50);
        postgres().run("drop table if exists invoice");
        postgres().run(ExampleFiles.example("postgres/postgres.sql"));
        String job = submit("postgres/flink.sql");
        assertThat(awaitInvoices()).hasSize(50);
        awaitCheckpointOfNow(job);

        try (Writes writes = Writes.every(Duration.ofMillis(10), invoices::change)) {
            awaitChanges(invoices, 100);
            flink.killTaskManager(taskManager);
            awaitChanges(invoices, 100);
            taskManager = flink.startTaskManager();
            awaitChanges(invoices, 100);
        }
        flink.awaitRunning(job);
        List<List<Object>> rows = awaitInvoices();
        System.out.printf("%d invoices after %d changes%n", rows.size(), invoices.changes());
        assertThat(rows).extracting(row -> row.get(4)).contains("moved").containsNull();
    }

    @Test
    void theScriptForAKeyspaceKeepsAllOfItsTablesEqual() throws Exception {
        VITESS.sql("delete from corder", "delete from invoice", "delete from product.product");
        VITESS.sql("insert into product.product (sku, description) values ('pen', 'A pen')");
        VITESS.sql(order(1, 10, "a", "pen", 100), order(2, 20, "a", "pen", 30));
        new Invoices(vitess(), 1).insert(10);
        postgres().run("drop schema if exists whole cascade", "create schema whole");
        for (String tables : List.of("vitess/customer.sql", "vitess/product.sql")) {
            postgres()
                    .run(
                            "set search_path = whole; "
                                    + ExampleFiles.example(tables)
                                            .replace("datetime", "timestamp"));
        }

        SqlClient client = flink.sqlClient();
        Map<String, String> environment = new HashMap<>(client.environment());
        environment.put("FLINK_HOME", client.program().getParent().getParent().toString());
        String script =
                ExampleScript.run(
                        environment,
                        "keyspace.sh",
                        "--keyspace",
                        "customer",
                        "--port",
                        "" + VITESS.vitess().grpcPort(),
                        "--url",
                        postgres.jdbcUrl() + "?user=test&currentSchema=whole");
        client.submit(script);
        awaitWhole();
        VITESS.sql(order(3, 10, "a", "pen", 30), "delete from corder where order_id = 2");
        VITESS.sql("update product.product set description = 'Black'");
        awaitWhole();
    }

    @Test
    void theProgramOfPyFlinkPrintsTheSalesAsTheyChange(@TempDir Path folder) throws Exception {
        VITESS.sql("delete from corder");
        VITESS.sql(order(1, 10, "a", "pen", 100), order(2, 20, "b", "ink", 30));
        try (PyFlink program = PyFlink.start(flink, version, VITESS.vitess(), folder)) {
            program.await("+I a 100", "+I b 30");
            VITESS.sql(order(3, 10, "a", "ink", 30), "delete from corder where order_id = 2");
            program.await("+U a 130", "-D b 30");
        }
    }

    @Test
    void aScriptRunsOnTheSqlGateway(@TempDir Path folder) throws Exception {
        VITESS.sql("delete from invoice");
        Invoices invoices = new Invoices(vitess(), 1);
        invoices.insert(10);
        postgres().run("drop table if exists invoice");
        postgres().run(ExampleFiles.example("postgres/postgres.sql"));
        try (SqlGateway gateway = SqlGateway.start(flink, folder)) {
            String script = ExampleFiles.example("postgres/flink.sql", VITESS.vitess(), postgres);
            String job = gateway.submit(script);

            assertThat(awaitInvoices()).hasSize(10);
            assertThatThrownBy(() -> gateway.submit(script.replace("'jdbc'", "'jdb'")))
                    .hasMessageContaining("INSERT INTO invoice_in_postgres")
                    .hasMessageContaining("jdb");
            flink.awaitRunning(job);
        }
        invoices.change();
        awaitInvoices();
    }

    private static void awaitWhole() {
        for (String rows :
                List.of(
                        "select * from %scorder order by order_id",
                        "select * from %sinvoice order by invoice_id",
                        "select * from %sproduct order by sku")) {
            vitess().awaitEqual(rows.formatted(""), postgres(), rows.formatted("whole."));
        }
    }

    private static List<List<Object>> awaitInvoices() {
        String all = "select * from invoice order by invoice_id";
        return vitess().awaitEqual(all, postgres(), all);
    }

    private static void awaitChanges(Invoices invoices, int more) {
        int until = invoices.changes() + more;
        Waiting.until(
                () -> invoices.changes() >= until,
                () -> until + " changes of invoices were made, only " + invoices.changes());
    }

    /**
     * Waits for a checkpoint that has begun since this call. From one of before the copy a job
     * copies again, and what was deleted meanwhile stays in the sink.
     */
    private static void awaitCheckpointOfNow(String job) {
        // The next one may have begun already.
        int until = checkpoints(job) + 2;
        Waiting.until(
                () -> checkpoints(job) >= until,
                () -> "job " + job + " completes a checkpoint\n" + flink.errors());
    }

    private static int checkpoints(String job) {
        return Waiting.page(flink.restPort(), "/jobs/%s/checkpoints".formatted(job))
                .map(COMPLETED::matcher)
                .filter(Matcher::find)
                .map(counts -> Integer.parseInt(counts.group(1)))
                .orElse(0);
    }

    private static void awaitDemo() {
        vitess().awaitEqual(SALES, postgres(), "select * from sales order by sku");
        vitess().awaitEqual(ORDERS, postgres(), ORDERS.replace("corder", "order_of_merchant"));
    }

    private static Database vitess() {
        return Database.of(VITESS);
    }

    private static Database postgres() {
        return Database.of(postgres);
    }

    private static String submit(String script) {
        return flink.sqlClient().submit(ExampleFiles.example(script, VITESS.vitess(), postgres));
    }

    /**
     * Inserts orders of each shard until one of them is notified: the job has no notices of what
     * was written before it knew where its start is.
     */
    private static void insertUntilNotified() {
        AtomicInteger id = new AtomicInteger(1000);
        for (int customer : ONE_CUSTOMER_OF_EACH_SHARD) {
            String merchant = UNTIL_NOTIFIED + customer;
            Waiting.until(
                    () -> {
                        VITESS.sql(order(id.incrementAndGet(), customer, merchant, "pen", 100));
                        return notices(flink.printed()).stream()
                                .anyMatch(notice -> notice.contains(merchant));
                    },
                    () -> "an order of customer " + customer + " is notified\n" + flink.errors());
        }
    }

    /** Without their times, which come first. */
    private static List<String> notices(List<String> printed) {
        return printed(printed, "notice").map(row -> row.split(", ", 2)[1]).toList();
    }

    private static List<String> described(List<String> printed) {
        return printed(printed, "order").toList();
    }

    /** The rows of a table of the print connector: {@code notice:1> +I[5, a, 130]}. */
    private static Stream<String> printed(List<String> lines, String identifier) {
        Pattern row = Pattern.compile(identifier + ":\\d+> \\+I\\[(.*)]");
        return lines.stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(matched -> matched.group(1));
    }

    private static String order(int id, int customer, String merchant, String sku, int price) {
        return ("insert into corder (order_id, customer_id, merchant, sku, price)"
                        + " values (%d, %d, '%s', '%s', %d)")
                .formatted(id, customer, merchant, sku, price);
    }

    /** The rows of a table that the SQL client draws: {@code | +I | 1 | 200 |}. */
    private static List<String> rows(String drawn) {
        return drawn.lines()
                .filter(line -> line.matches("\\| [+-][IUD] \\|.*"))
                .map(line -> line.replaceAll("[| ]+", " ").strip())
                .toList();
    }
}
