// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * The columns of a table, or of rows of it: while a table is altered, rows of the former columns
 * come beside those of the new ones, as each shard is altered by itself.
 */
record TableForm(List<PostgresColumn> columns) {

    private static final String KEY = "key";

    /**
     * The columns for rows of MySQL.
     *
     * @throws IllegalArgumentException if the table has no primary key; the message says what to do
     */
    static TableForm of(TableSchema table) {
        if (!table.hasPrimaryKey()) {
            throw new IllegalArgumentException(
                    "Table '%s' has no primary key, so that its rows cannot be found again. Give it a primary key, or leave it out with --exclude"
                            .formatted(table.table()));
        }
        return new TableForm(
                table.columns().stream()
                        .map(
                                column ->
                                        new PostgresColumn(
                                                column.name(),
                                                PostgresTypes.of(column),
                                                column.primaryKey()))
                        .toList());
    }

    /** A line for each column. Names can have anything in them but the end of a line. */
    String text() {
        return columns.stream()
                .map(column -> column.type() + (column.key() ? " key " : " - ") + column.name())
                .collect(Collectors.joining("\n"));
    }

    /** Reads what {@link #text} writes. */
    static TableForm parse(String text) {
        return new TableForm(
                text.lines()
                        .map(line -> line.split(" ", 3))
                        .map(parts -> new PostgresColumn(parts[2], parts[0], parts[1].equals(KEY)))
                        .toList());
    }

    /** The columns of the primary key. */
    List<PostgresColumn> key() {
        return columns.stream().filter(PostgresColumn::key).toList();
    }

    /** MySQL's names differ in more than case. */
    Optional<PostgresColumn> column(String name) {
        return columns.stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
    }
}
