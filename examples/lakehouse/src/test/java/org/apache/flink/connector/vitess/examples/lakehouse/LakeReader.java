// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.CloseableIterable;

/** Reads the lake by Iceberg's own reader, as it is committed now. */
final class LakeReader {

    private final Catalog catalog;
    private final String namespace;

    LakeReader(String warehouse, String namespace) {
        this.catalog = Lakehouse.folder(warehouse).loadCatalog();
        this.namespace = namespace;
    }

    Table table(String name) {
        return catalog.loadTable(TableIdentifier.of(namespace, name));
    }

    Schema columns(String table) {
        return table(table).schema();
    }

    /**
     * The rows of a table as texts, sorted, each as often as it is there.
     *
     * @return none if there is no such table, or it lacks one of the columns
     */
    List<String> rows(String table, List<String> columns) {
        List<String> rows = new ArrayList<>();
        try {
            Table read = table(table);
            if (!columns.stream().allMatch(name -> read.schema().findField(name) != null)) {
                return rows;
            }
            try (CloseableIterable<Record> records =
                    IcebergGenerics.read(read).select(columns).build()) {
                records.forEach(record -> rows.add(text(record, columns)));
            }
        } catch (NoSuchTableException e) {
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(rows);
        return rows;
    }

    private static String text(Record record, List<String> columns) {
        return columns.stream()
                .map(name -> Objects.toString(record.getField(name)))
                .toList()
                .toString();
    }
}
