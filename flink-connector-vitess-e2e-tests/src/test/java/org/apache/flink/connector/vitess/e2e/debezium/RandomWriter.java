// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.flink.connector.vitess.e2e.VitessCluster;

/** Writes random transactions to one shard, and remembers which rows there are. */
final class RandomWriter {

    private final VitessCluster vitess;
    private final String target;
    private final Random random;
    private final Map<String, List<Long>> rows = new HashMap<>();
    private long lastRow;

    /**
     * Writes nothing yet.
     *
     * @param target a keyspace's shard, as in {@code shop/-80}
     */
    RandomWriter(VitessCluster vitess, String target, long seed) {
        this.vitess = vitess;
        this.target = target;
        this.random = new Random(seed);
    }

    /** Writes that many transactions of one to six statements; some are rolled back. */
    void write(List<RandomTable> tables, int transactions) throws SQLException {
        try (Connection connection = vitess.connection(target);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < transactions; i++) {
                Map<String, List<Long>> before = copy(rows);
                for (int n = random.nextInt(6); n >= 0; n--) {
                    statement.execute(next(tables.get(random.nextInt(tables.size()))));
                }
                if (random.nextInt(8) == 0) {
                    connection.rollback();
                    rows.clear();
                    rows.putAll(before);
                } else {
                    connection.commit();
                }
            }
        }
    }

    /** A transaction that takes long enough for its commit to have another time than its row. */
    void writeSlowly(RandomTable table) throws SQLException {
        try (Connection connection = vitess.connection(target);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(insert(table));
            statement.execute("select sleep(1.1)");
            statement.execute(insert(table));
            connection.commit();
        }
    }

    private String insert(RandomTable table) {
        List<Long> present = rows.computeIfAbsent(table.name(), name -> new ArrayList<>());
        long first = lastRow + 1;
        lastRow += 1 + random.nextInt(3);
        LongStream.rangeClosed(first, lastRow).forEach(present::add);
        return table.insert(random, LongStream.rangeClosed(first, lastRow));
    }

    private String next(RandomTable table) {
        List<Long> present = rows.computeIfAbsent(table.name(), name -> new ArrayList<>());
        if (present.isEmpty() || random.nextInt(10) < 4) {
            return insert(table);
        }
        int index = random.nextInt(present.size());
        long row = present.get(index);
        switch (random.nextInt(4)) {
            case 0 -> {
                present.remove(index);
                return table.delete(row);
            }
            case 1 -> {
                present.set(index, ++lastRow);
                return table.updateKey(row, lastRow);
            }
            default -> {
                return table.update(random, row);
            }
        }
    }

    private static Map<String, List<Long>> copy(Map<String, List<Long>> rows) {
        Map<String, List<Long>> copy = new HashMap<>();
        rows.forEach((table, present) -> copy.put(table, new ArrayList<>(present)));
        return copy;
    }
}
