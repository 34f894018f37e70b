// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Prints what is committed to the tables of a namespace. */
final class Snapshots {

    private final Catalog catalog;
    private final Namespace namespace;
    private final Map<TableIdentifier, Long> printed = new HashMap<>();

    Snapshots(Catalog catalog, String namespace) {
        this.catalog = catalog;
        this.namespace = Namespace.of(namespace);
    }

    boolean hasTables() {
        return ((SupportsNamespaces) catalog).namespaceExists(namespace)
                && !catalog.listTables(namespace).isEmpty();
    }

    void printHeading() {
        System.out.printf("  %-14s %7s %9s  %s%n", "TABLE", "ADDED", "DELETED", "COLUMNS");
    }

    /** Prints a line for each table with a commit since the last call. */
    void printNew() {
        if (hasTables()) {
            catalog.listTables(namespace).forEach(this::printNew);
        }
    }

    private void printNew(TableIdentifier name) {
        try {
            print(catalog.loadTable(name), name);
        } catch (NoSuchTableException e) {
            // A folder in which the table is just being created; it is there at the next call.
        }
    }

    private void print(Table table, TableIdentifier name) {
        Snapshot now = table.currentSnapshot();
        if (now == null || Long.valueOf(now.snapshotId()).equals(printed.get(name))) {
            return;
        }
        printed.put(name, now.snapshotId());
        long added = count(now, SnapshotSummary.ADDED_RECORDS_PROP);
        long deleted =
                count(now, SnapshotSummary.ADDED_EQ_DELETES_PROP)
                        + count(now, SnapshotSummary.ADDED_POS_DELETES_PROP);
        if (added + deleted > 0) {
            System.out.printf("  %-14s %7d %9d  %s%n", name.name(), added, deleted, columns(table));
        }
    }

    private static long count(Snapshot snapshot, String property) {
        return Long.parseLong(snapshot.summary().getOrDefault(property, "0"));
    }

    private static String columns(Table table) {
        return table.schema().columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
    }
}
