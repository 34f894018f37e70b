// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.schema;

import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The columns of a table at one moment of the stream.
 *
 * @param keyspace the keyspace's name
 * @param table the table's name
 * @param columns the columns in the table's order
 */
@PublicEvolving
public record TableSchema(String keyspace, String table, List<Column> columns) {

    public TableSchema {
        Objects.requireNonNull(keyspace, "keyspace");
        Objects.requireNonNull(table, "table");
        columns = List.copyOf(columns);
    }

    /** Whether some column is part of a primary key. */
    public boolean hasPrimaryKey() {
        return columns.stream().anyMatch(Column::primaryKey);
    }

    /**
     * The index of a column.
     *
     * @throws IllegalArgumentException if the table has no such column
     */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "Table " + keyspace + "." + table + " has no column '" + column + "': " + columns);
    }
}
