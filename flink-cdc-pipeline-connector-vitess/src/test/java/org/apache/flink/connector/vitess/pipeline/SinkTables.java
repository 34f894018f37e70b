// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.flink.cdc.common.data.RecordData;
import org.apache.flink.cdc.common.event.DataChangeEvent;
import org.apache.flink.cdc.common.event.OperationType;
import org.apache.flink.cdc.common.event.SchemaChangeEvent;
import org.apache.flink.cdc.common.schema.Column;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.sink.MetadataApplier;
import org.apache.flink.cdc.common.utils.SchemaUtils;

/**
 * The tables that a pipeline's sink has, in this JVM, with each row by its primary key.
 * Thread-safe.
 *
 * <p>Jobs are serialized on their way to the cluster, so the job holds only a key to this.
 */
public final class SinkTables {

    private static final Map<String, SinkTables> ALL = new ConcurrentHashMap<>();

    private final String key = UUID.randomUUID().toString();
    private final Map<String, Schema> schemas = new TreeMap<>();
    private final Map<String, SortedMap<String, Map<String, Object>>> rows = new HashMap<>();
    private final List<SchemaChangeEvent> schemaChanges = new ArrayList<>();

    public SinkTables() {
        ALL.put(key, this);
    }

    static SinkTables of(String key) {
        return ALL.get(key);
    }

    String key() {
        return key;
    }

    /** What a sink does to its tables when columns change. */
    MetadataApplier applier() {
        return new Applier(key);
    }

    private record Applier(String key) implements MetadataApplier, Serializable {
        @Override
        public void applySchemaChange(SchemaChangeEvent event) {
            of(key).apply(event);
        }
    }

    private synchronized void apply(SchemaChangeEvent event) {
        String table = event.tableId().getTableName();
        schemas.put(table, SchemaUtils.applySchemaChangeEvent(schemas.get(table), event));
        rows.putIfAbsent(table, new TreeMap<>());
        schemaChanges.add(event);
        notifyAll();
    }

    /**
     * Writes a row.
     *
     * @param schema the columns of the event's records
     */
    synchronized void write(DataChangeEvent event, Schema schema) {
        SortedMap<String, Map<String, Object>> table = rows.get(event.tableId().getTableName());
        if (event.op() == OperationType.DELETE) {
            table.remove(keyOf(row(event.before(), schema), schema));
        } else {
            Map<String, Object> row = row(event.after(), schema);
            table.put(keyOf(row, schema), row);
        }
        notifyAll();
    }

    private static Map<String, Object> row(RecordData record, Schema schema) {
        List<Object> values =
                SchemaUtils.restoreOriginalData(record, SchemaUtils.createFieldGetters(schema));
        Map<String, Object> row = new LinkedHashMap<>();
        List<String> names = schema.getColumnNames();
        for (int i = 0; i < names.size(); i++) {
            row.put(names.get(i), values.get(i));
        }
        return row;
    }

    private static String keyOf(Map<String, Object> row, Schema schema) {
        return schema.primaryKeys().stream().map(row::get).toList().toString();
    }

    /** The columns that a table has now; null if there is no such table. */
    public synchronized Schema schema(String table) {
        return schemas.get(table);
    }

    /** All that was done to the columns of tables, in order. */
    public synchronized List<SchemaChangeEvent> schemaChanges() {
        return List.copyOf(schemaChanges);
    }

    /**
     * The rows of a table by their keys.
     *
     * @param columns those that are wanted; one that a row was written without is NULL
     */
    public synchronized SortedMap<String, String> rows(String table, List<String> columns) {
        SortedMap<String, String> wanted = new TreeMap<>();
        rows.getOrDefault(table, new TreeMap<>())
                .forEach(
                        (rowKey, row) ->
                                wanted.put(
                                        rowKey,
                                        columns.stream().map(row::get).toList().toString()));
        return wanted;
    }

    /** The rows of a table by their keys, with all columns that it has now. */
    public synchronized SortedMap<String, String> rows(String table) {
        Schema schema = schemas.get(table);
        return schema == null
                ? new TreeMap<>()
                : rows(table, schema.getColumns().stream().map(Column::getName).toList());
    }

    /**
     * Waits until the tables are as they should be.
     *
     * @param difference says what is wrong with them; empty if nothing is
     * @throws AssertionError if they are not within the time; with the difference
     */
    public synchronized void await(Duration timeout, Function<SinkTables, String> difference)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        String now = difference.apply(this);
        while (!now.isEmpty()) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("Not within " + timeout + ": " + now);
            }
            wait(millis);
            now = difference.apply(this);
        }
    }
}
