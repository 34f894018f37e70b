// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * Changes the rows of table {@code counter} in one shard until it is stopped, and keeps a journal
 * of what it committed. No two changes are equal: ids are used once, and each update raises the
 * version.
 */
final class JournalWriter {

    static final RandomTable TABLE =
            new RandomTable(
                    "counter",
                    List.of("id bigint"),
                    true,
                    row -> List.of("" + row),
                    List.of(RandomColumn.integer("version", "int", 1, 1)));

    /** Between two transactions, to leave the processor to those that read. */
    private static final int PAUSE_MILLIS = 10;

    private record Row(long id, int version) {

        String text() {
            return id + ":" + version;
        }
    }

    private final VitessCluster vitess;
    private final String target;
    private final Random random;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private final CompletableFuture<List<String>> end = new CompletableFuture<>();
    private volatile boolean stopped;
    private long nextId;

    private JournalWriter(VitessCluster vitess, String target, long seed, long firstId) {
        this.vitess = vitess;
        this.target = target;
        this.random = new Random(seed);
        this.nextId = firstId;
    }

    /**
     * Starts it.
     *
     * @param target a keyspace's shard, as in {@code shop/-80}
     * @param firstId of its rows; those after it count on
     */
    static JournalWriter start(VitessCluster vitess, String target, long seed, long firstId) {
        JournalWriter writer = new JournalWriter(vitess, target, seed, firstId);
        Thread thread = new Thread(writer::write, "writer of " + target);
        thread.setDaemon(true);
        thread.start();
        return writer;
    }

    private void write() {
        try (Connection connection = vitess.connection(target);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!stopped) {
                List<String> changes = new ArrayList<>();
                for (int n = random.nextInt(6); n >= 0; n--) {
                    changes.add(change(statement));
                }
                connection.commit();
                journal.addAll(changes);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            end.complete(journal);
        } catch (SQLException | InterruptedException e) {
            end.completeExceptionally(e);
        }
    }

    private String change(Statement statement) throws SQLException {
        if (rows.size() < 10 || random.nextInt(10) < 4) {
            Row row = new Row(nextId++, 1);
            statement.execute("insert into counter values (" + row.id() + ", 1)");
            rows.add(row);
            return text("c", "", row.text());
        }
        int index = random.nextInt(rows.size());
        Row row = rows.get(index);
        if (random.nextInt(4) == 0) {
            statement.execute("delete from counter where id = " + row.id());
            rows.remove(index);
            return text("d", row.text(), "");
        }
        statement.execute("update counter set version = version + 1 where id = " + row.id());
        Row raised = new Row(row.id(), row.version() + 1);
        rows.set(index, raised);
        return text("u", row.text(), raised.text());
    }

    private static String text(String op, String before, String after) {
        return op + " " + before + "->" + after;
    }

    /** A change of the table, as the journal has it. */
    static String text(Change change) {
        return text(change.op(), rowText(change.before()), rowText(change.after()));
    }

    private static String rowText(JsonNode row) {
        return row.isNull() ? "" : row.path("id").asText() + ":" + row.path("version").asText();
    }

    /** Stops it. Returns what it committed, in order. */
    List<String> stop() throws Exception {
        stopped = true;
        return end.get(RunningJob.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
