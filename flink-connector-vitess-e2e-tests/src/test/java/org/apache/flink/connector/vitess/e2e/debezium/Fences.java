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

/** Rows of table {@code fence}, one in each shard, that show how far both connectors are. */
final class Fences {

    private final VitessCluster vitess;
    private final String keyspace;
    private final List<String> shards;
    private final ChangelogJob job;
    private final DebeziumProcess debezium;
    private int last;

    Fences(
            VitessCluster vitess,
            String keyspace,
            List<String> shards,
            ChangelogJob job,
            DebeziumProcess debezium) {
        this.vitess = vitess;
        this.keyspace = keyspace;
        this.shards = shards;
        this.job = job;
        this.debezium = debezium;
    }

    /** Waits until both read all shards; all before may be missing. Returns the fence. */
    int awaitReading() throws Exception {
        long end = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (!(areRead(job.lines()) && areRead(debezium.lines())) && System.nanoTime() < end) {
            insert();
            job.awaitChange();
        }
        return await();
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

    /** Waits until both have read all that was written so far. Returns the fence. */
    int await() throws Exception {
        insert();
        // No other table has a row of one column only.
        String row = "\"after\":{\"id\":%d},".formatted(last);
        Predicate<List<String>> ofAllShards =
                lines -> lines.stream().filter(line -> line.contains(row)).count() == shards.size();
        job.await(ofAllShards);
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
