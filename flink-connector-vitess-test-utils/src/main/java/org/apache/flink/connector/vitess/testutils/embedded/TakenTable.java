// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a tablet takes a table of the binlog for: it names the columns by its schema of now, one by
 * one, if their types are alike, else by their places.
 *
 * @param definition the table as the tablet takes it
 * @param values how the tablet reads each column's values
 */
record TakenTable(TableDefinition definition, List<UnaryOperator<byte[]>> values) {

    /**
     * Names the columns of a table map.
     *
     * @param logged the table when its rows were written
     * @param loaded the table in the tablet's schema; empty if it has none
     * @param declared the table in MySQL now; empty if there is none
     * @param bestEffort whether columns that the schema does not know are sent without names
     */
    static TakenTable of(
            TableDefinition logged,
            Optional<TableDefinition> loaded,
            Optional<TableDefinition> declared,
            boolean bestEffort) {
        List<ColumnDefinition> columns = columns(logged, loaded, declared, bestEffort);
        List<UnaryOperator<byte[]>> values =
                IntStream.range(0, columns.size())
                        .mapToObj(
                                i ->
                                        TakenValue.reading(
                                                logged.name(),
                                                logged.columns().get(i),
                                                columns.get(i)))
                        .toList();
        return new TakenTable(new TableDefinition(logged.name(), columns), values);
    }

    private static List<ColumnDefinition> columns(
            TableDefinition logged,
            Optional<TableDefinition> loaded,
            Optional<TableDefinition> declared,
            boolean bestEffort) {
        int count = logged.columns().size();
        if (loaded.isEmpty() || loaded.get().columns().size() < count) {
            if (!bestEffort) {
                throw failed(
                        loaded.map(schema -> tooFew(logged, schema))
                                .orElse("unknown table " + logged.name() + " in schema"));
            }
            return TableMap.unnamed(logged);
        }
        List<ColumnDefinition> schema = loaded.get().columns().subList(0, count);
        for (int i = 0; i < count; i++) {
            if (!TableMap.isCompatible(logged.columns().get(i), schema.get(i))) {
                return TableMap.unnamed(logged);
            }
        }
        return schema.stream().map(column -> described(column, declared)).toList();
    }

    private static String tooFew(TableDefinition logged, TableDefinition schema) {
        return "cannot determine table columns for %s: event has %s, schema has %s"
                .formatted(
                        logged.name(),
                        TableMap.types(logged),
                        schema.columns().stream()
                                .map(c -> "name:\"%s\" type:%s".formatted(c.name(), c.type()))
                                .toList());
    }

    /** The tablet asks MySQL for the type's text and the collation, by the name. */
    private static ColumnDefinition described(
            ColumnDefinition column, Optional<TableDefinition> declared) {
        return declared.flatMap(table -> table.find(column.name()))
                .map(now -> column.typedAs(now.columnType(), now.collation()))
                .orElseGet(() -> column.typedAs("", ofConnection(column)));
    }

    private static Collation ofConnection(ColumnDefinition column) {
        return column.collation().equals(Collation.BINARY)
                ? Collation.BINARY
                : Collation.UTF8MB4_0900_AI_CI;
    }

    /**
     * Finds the labels of all columns that need some.
     *
     * @param logged the table when its rows were written
     */
    void requireLabels(TableDefinition logged) {
        for (int i = 0; i < values.size(); i++) {
            ColumnDefinition taken = definition.columns().get(i);
            boolean needed =
                    ServerLabels.has(taken)
                            || TableMap.isQuoted(taken.type())
                                    && ServerLabels.has(logged.columns().get(i));
            if (needed && !taken.columnType().contains("(")) {
                throw withoutLabels(
                        "enum or set column %s does not have valid string values: %s"
                                .formatted(taken.name(), taken.columnType()));
            }
            if (needed && !ServerLabels.has(taken)) {
                throw withoutLabels("syntax error in " + taken.columnType());
            }
        }
    }

    /** Whether rows come with labels, which the tablet then says. */
    boolean hasLabels() {
        return definition.columns().stream().anyMatch(ServerLabels::has);
    }

    LogEntry.Change read(LogEntry.Change change) {
        return new LogEntry.Change(read(change.before()), read(change.after()));
    }

    private RowValues read(RowValues row) {
        if (row == null) {
            return null;
        }
        List<Object> read = new ArrayList<>();
        for (int i = 0; i < row.count(); i++) {
            byte[] value = row.get(i);
            read.add(value == null ? null : values.get(i).apply(value));
        }
        return RowValues.of(read.toArray());
    }

    private static StreamFailure withoutLabels(String cause) {
        return failed(cause + "\nfailed to build ENUM and SET column integer to string mappings");
    }

    private static StreamFailure failed(String message) {
        return StreamFailure.ofTablet(Status.Code.UNKNOWN, message);
    }
}
