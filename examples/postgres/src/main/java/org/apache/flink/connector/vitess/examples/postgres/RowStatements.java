// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements for rows of one form of a table. Both can be repeated: after a failure the rows
 * since the last checkpoint are written again.
 *
 * @param upsert writes a row, whether or not one of its key is there
 * @param delete deletes the row of a key
 */
record RowStatements(String upsert, String delete) {

    /**
     * The statements.
     *
     * @param table the name as SQL has it
     * @param form the columns of the rows
     * @param present all columns of the table
     */
    static RowStatements of(String table, TableForm form, TableForm present) {
        List<PostgresColumn> columns =
                form.columns().stream().map(c -> present.column(c.name()).orElseThrow()).toList();
        List<PostgresColumn> key = columns.stream().filter(PostgresColumn::key).toList();
        String changes =
                columns.stream()
                        .filter(column -> !column.key())
                        .map(column -> column.quoted() + " = excluded." + column.quoted())
                        .collect(Collectors.joining(", "));
        String upsert =
                "insert into %s (%s) values (%s) on conflict (%s) do %s"
                        .formatted(
                                table,
                                names(columns),
                                columns.stream()
                                        .map(RowStatements::parameter)
                                        .collect(Collectors.joining(", ")),
                                names(key),
                                changes.isEmpty() ? "nothing" : "update set " + changes);
        String delete =
                "delete from %s where %s"
                        .formatted(
                                table,
                                key.stream()
                                        .map(column -> column.quoted() + " = " + parameter(column))
                                        .collect(Collectors.joining(" and ")));
        return new RowStatements(upsert, delete);
    }

    private static String names(List<PostgresColumn> columns) {
        return columns.stream().map(PostgresColumn::quoted).collect(Collectors.joining(", "));
    }

    /** All values come as text. */
    private static String parameter(PostgresColumn column) {
        return "cast(? as " + column.type() + ")";
    }
}
