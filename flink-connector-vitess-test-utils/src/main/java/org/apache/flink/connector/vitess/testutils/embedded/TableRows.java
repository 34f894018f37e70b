// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The rows of one table in one shard, in primary key order. Guarded by the keyspace. */
final class TableRows {
    private TableDefinition definition;
    private TreeMap<RowValues, RowValues> rows;

    TableRows(TableDefinition definition) {
        this.definition = definition;
        this.rows = new TreeMap<>(keyOrder(definition));
    }

    TableDefinition definition() {
        return definition;
    }

    RowValues keyOf(RowValues row) {
        if (row.count() != definition.columns().size()) {
            throw new IllegalArgumentException(
                    "%s has %d columns, but the row is %s"
                            .formatted(definition.name(), definition.columns().size(), row));
        }
        return row.select(definition.keyColumns());
    }

    void insert(RowValues row) {
        RowValues key = keyOf(row);
        if (rows.putIfAbsent(key, row) != null) {
            throw new IllegalStateException(
                    "Duplicate entry %s for key '%s.PRIMARY'".formatted(key, definition.name()));
        }
    }

    RowValues get(RowValues key) {
        RowValues row = rows.get(key);
        if (row == null) {
            throw new IllegalStateException("%s has no row %s".formatted(definition.name(), key));
        }
        return row;
    }

    void delete(RowValues key) {
        get(key);
        rows.remove(key);
    }

    /** The rows now, from the first after the given key; null is from the start. */
    List<RowValues> snapshotAfter(RowValues key) {
        return List.copyOf(key == null ? rows.values() : rows.tailMap(key, false).values());
    }

    void alter(AlterTable statement) {
        List<AlterTable.AlteredColumn> columns = statement.applyTo(definition);
        List<RowValues> altered =
                rows.values().stream().map(row -> AlteredRow.of(definition, row, columns)).toList();
        definition =
                new TableDefinition(
                        definition.name(),
                        columns.stream().map(AlterTable.AlteredColumn::definition).toList());
        rows = new TreeMap<>(keyOrder(definition));
        altered.forEach(this::insert);
    }

    /** The table has another name, or was opened again: the binlog has a new map of it. */
    void reopen(String name) {
        definition = definition.named(name);
    }

    private static Comparator<RowValues> keyOrder(TableDefinition definition) {
        int[] columns = definition.keyColumns();
        return (left, right) -> {
            int result = 0;
            for (int i = 0; i < columns.length && result == 0; i++) {
                result =
                        Comparator.nullsFirst(definition.columns().get(columns[i]).order())
                                .compare(left.get(i), right.get(i));
            }
            return result;
        };
    }
}
