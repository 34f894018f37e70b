// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.RunningJob;

/** Rows of table {@code fence}, one in each shard, that show how far all readers are. */
final class Fences {

    private final VitessCluster vitess;
    private final String keyspace;
    private final List<String> shards;
    private final List<ChangelogJob> jobs;
    private final DebeziumProcess debezium;
    private int last;

    Fences(
            VitessCluster vitess,
            String keyspace,
            List<String> shards,
            List<ChangelogJob> jobs,
            DebeziumProcess debezium) {
        this.vitess = vitess;
        this.keyspace = keyspace;
        this.shards = shards;
        this.jobs = jobs;
        this.debezium = debezium;
    }

    /** Waits until all read all shards; all before may be missing. Returns the fence. */
    int awaitReading() throws Exception {
        long end = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (!allRead() && System.nanoTime() < end) {
            insert();
            jobs.get(0).awaitChange();
        }
        return await();
    }

    private boolean allRead() {
        return areRead(debezium.lines()) && jobs.stream().allMatch(job -> areRead(job.lines()));
    }

    private boolean areRead(List<String> lines) {
        return shards.stream()
                .allMatch(
                        shard ->
                                lines.stream()
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "\"shard\":\"" + shard + '"')));
    }

    /** Waits until all have read all that was written so far. Returns the fence. */
    int await() throws Exception {
        insert();
        // No other table has a row of one column only.
        String row = "\"after\":{\"id\":%d},".formatted(last);
        Predicate<List<String>> ofAllShards =
                lines -> lines.stream().filter(line -> line.contains(row)).count() == shards.size();
        for (ChangelogJob job : jobs) {
            job.await(ofAllShards);
        }
        debezium.await(ofAllShards);
        return last;
    }

    private void insert() throws SQLException {
        last++;
        for (String shard : shards) {
            try (Connection connection = vitess.connection(keyspace + "/" + shard);
                    Statement statement = connection.createStatement()) {
                statement.execute("insert into fence (id) values (" + last + ")");
            }
        }
    }
}
