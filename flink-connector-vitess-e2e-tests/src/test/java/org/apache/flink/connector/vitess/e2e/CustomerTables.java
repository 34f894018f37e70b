// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.RunningJob;

/**
 * Two tables of keyspace {@code customer}, sharded by customer into {@code -80} and {@code 80-},
 * with changes for them and the lines that {@code ChangeLines} makes of those.
 */
final class CustomerTables {

    private static final String SCHEMA =
            "create table customer (customer_id bigint not null, email varchar(128),"
                    + " primary key (customer_id));"
                    + "create table corder (order_id bigint not null, customer_id bigint not null,"
                    + " price decimal(10, 2), primary key (order_id))";

    private static final String VSCHEMA =
            """
            {"sharded": true,
             "vindexes": {"xxhash": {"type": "xxhash"}},
             "tables": {
               "customer": {"column_vindexes": [{"column": "customer_id", "name": "xxhash"}]},
               "corder": {"column_vindexes": [{"column": "customer_id", "name": "xxhash"}]}}}
            """;

    /** The ids from here on end a run: one in each shard, the last changes that are made. */
    private static final int FENCES = 1_000_000;

    private static final List<String> SHARDS = List.of("-80", "80-");

    private final VitessCluster vitess;
    private int fences;

    CustomerTables(VitessCluster vitess) {
        this.vitess = vitess;
    }

    void create() {
        vitess.vitess().applySchema("customer", SCHEMA);
        vitess.vitess().applyVSchema("customer", VSCHEMA);
    }

    void clear() {
        vitess.sql("delete from customer", "delete from corder");
    }

    /** Inserts a customer and an order for each of the ids, each in a transaction of its own. */
    void insert(int from, int to) {
        for (int id = from; id <= to; id++) {
            vitess.sql(
                    "insert into customer (customer_id, email) values (%d, 'c%d@example.com')"
                            .formatted(id, id),
                    "insert into corder (order_id, customer_id, price) values (%d, %d, %d.50)"
                            .formatted(id, id, id));
        }
    }

    void rename(int id, String email) {
        vitess.sql("update customer set email = '%s' where customer_id = %d".formatted(email, id));
    }

    void deleteOrder(int id) {
        vitess.sql("delete from corder where customer_id = %d".formatted(id));
    }

    /** The lines of inserted ({@code c}) or copied ({@code r}) rows, two for each of the ids. */
    List<String> lines(String letter, int from, int to) {
        Map<Integer, String> shards = shards();
        return IntStream.rangeClosed(from, to)
                .boxed()
                .flatMap(
                        id ->
                                List.of(
                                        "%s customer %s [%d, c%d@example.com]"
                                                .formatted(shards.get(id), letter, id, id),
                                        "%s corder %s [%d, %d, %d.50]"
                                                .formatted(shards.get(id), letter, id, id, id))
                                        .stream())
                .toList();
    }

    String renamed(int id, String before, String after) {
        return "%s customer u [%d, %s] -> [%d, %s]"
                .formatted(shards().get(id), id, before, id, after);
    }

    String deletedOrder(int id) {
        return "%s corder d [%d, %d, %d.50]".formatted(shards().get(id), id, id, id);
    }

    /** The shard in which MySQL has each customer. */
    private Map<Integer, String> shards() {
        Map<Integer, String> shards = new HashMap<>();
        for (String shard : SHARDS) {
            vitess.queryTarget("customer/" + shard, "select customer_id from customer")
                    .forEach(row -> shards.put(Integer.valueOf(row.get(0)), shard));
        }
        return shards;
    }

    /**
     * Waits until all changes made so far have come out, and returns them.
     *
     * <p>A last change in each shard shows it: a shard's changes come in order.
     */
    List<String> awaitAll(ChangelogJob job) throws Exception {
        awaitLog(job);
        List<String> lines = new ArrayList<>(job.lines());
        lines.removeIf(line -> line.contains("fence"));
        return lines;
    }

    /**
     * Makes changes in each shard until some have come out of the log. The first ones may be copied
     * with the table instead.
     */
    void awaitLog(ChangelogJob job) throws Exception {
        long end = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        List<String> fenceLines = insertFences();
        while (!job.lines().containsAll(fenceLines) && System.nanoTime() < end) {
            job.awaitChange();
            if (!job.lines().containsAll(fenceLines)) {
                fenceLines = insertFences();
            }
        }
        List<String> last = fenceLines;
        job.await(came -> came.containsAll(last));
    }

    /** Makes changes in each shard until one of each has come out. */
    void awaitReading(ChangelogJob job) throws Exception {
        while (!SHARDS.stream().allMatch(shard -> cameFrom(job, shard))) {
            insertFences();
            job.awaitChange();
        }
    }

    private static boolean cameFrom(ChangelogJob job, String shard) {
        return job.lines().stream().anyMatch(line -> line.startsWith(shard + " "));
    }

    private List<String> insertFences() throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String shard : SHARDS) {
            int id = FENCES + fences++;
            insertPastTheVindex(
                    shard,
                    "insert into customer (customer_id, email) values (%d, 'fence')".formatted(id));
            lines.add("%s customer c [%d, fence]".formatted(shard, id));
        }
        return lines;
    }

    private void insertPastTheVindex(String shard, String sql) throws SQLException {
        try (Connection connection = vitess.connection("customer/" + shard);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
