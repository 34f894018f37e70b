// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.values.ImageLine;
import org.apache.flink.connector.vitess.testing.values.ImageLine.Cell;

/**
 * Writes a table's edge values into one shard, and keeps what MySQL's own {@code SELECT} says of
 * each row image that the stream is to show.
 */
final class Transcript {

    /** The keys of the rows that are changed while the stream runs. */
    private static final long LOGGED = 1000;

    /** The server sends up to 16 MB as one answer. */
    private static final int PAGE = 20;

    private final VitessCluster vitess;
    private final String target;
    private final ValueTable table;
    private final List<ImageLine> images = new ArrayList<>();

    /**
     * A transcript without rows yet.
     *
     * @param target a shard, as in {@code types/0}
     */
    Transcript(VitessCluster vitess, String target, ValueTable table) {
        this.vitess = vitess;
        this.target = target;
        this.table = table;
    }

    ValueTable table() {
        return table;
    }

    /** All images so far, in the order of the stream but for the update's. */
    List<ImageLine> images() {
        return List.copyOf(images);
    }

    /** Inserts the rows that are to be copied. */
    void writeCopied() {
        insert(0);
        images.addAll(read("r", 0));
    }

    /** Inserts, updates and deletes each row once more. */
    void writeLogged() {
        insert(LOGGED);
        images.addAll(read("c", LOGGED));
        images.addAll(read("u-", LOGGED));
        List<String> updates = new ArrayList<>();
        for (long id : table.ids(LOGGED)) {
            updates.add(table.update(id, (int) (id - LOGGED) + 1));
        }
        execute(updates);
        images.addAll(read("u+", LOGGED));
        images.addAll(read("d", LOGGED));
        execute(List.of("DELETE FROM %s WHERE id >= %d".formatted(table.name(), LOGGED)));
    }

    private void insert(long first) {
        execute(table.ids(first).stream().map(id -> table.insert(id, (int) (id - first))).toList());
    }

    private void execute(List<String> statements) {
        String sql = "";
        try (Connection connection = vitess.connection(target);
                Statement statement = connection.createStatement()) {
            for (String next : statements) {
                sql = next;
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    private List<ImageLine> read(String image, long first) {
        List<ImageLine> lines = new ArrayList<>();
        for (int i = 0; i < table.rows(); i += PAGE) {
            String sql = table.select(first + i, first + i + PAGE - 1);
            try (Connection connection = vitess.connection(target);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    lines.add(line(image, rows));
                }
            } catch (SQLException e) {
                throw new IllegalStateException("failed: " + sql, e);
            }
        }
        if (lines.size() != table.rows()) {
            throw new IllegalStateException(lines.size() + " rows instead of " + table.rows());
        }
        return lines;
    }

    private ImageLine line(String image, ResultSet row) throws SQLException {
        Map<String, String> said = new HashMap<>();
        for (String selected : table.selected()) {
            said.put(selected, text(row.getBytes(said.size() + 2)));
        }
        Map<String, Cell> cells = new LinkedHashMap<>();
        cells.put("id", new Cell(row.getString(1), "", row.getString(1)));
        for (ValueColumn column : table.columns()) {
            Cell cell = new Cell(said.get(column.text()), "", said.get(column.typed()));
            cells.put(column.name(), cell);
        }
        return new ImageLine(table.name(), image, cells);
    }

    /** The bytes are those that MySQL sent; the driver would parse and print numbers again. */
    private static String text(byte[] sent) {
        return sent == null ? null : new String(sent, StandardCharsets.UTF_8);
    }
}
