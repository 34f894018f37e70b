// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.client.TableDescription;
import org.apache.flink.connector.vitess.rowdata.FlinkTypes;
import org.apache.flink.connector.vitess.rowdata.RowConverter;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * What a CREATE TABLE declares of the tables that it reads, and whether a MySQL table matches it.
 *
 * @param columns the declared columns that are no metadata
 * @param primaryKey the columns of the declared primary key; empty if none is declared
 * @param policies what is done with values that Flink does not have
 */
record DeclaredTable(RowType columns, List<String> primaryKey, ValuePolicies policies)
        implements Serializable {

    DeclaredTable {
        primaryKey = List.copyOf(primaryKey);
    }

    /** The same if the key is known to be correct, as the stream describes only the primary key. */
    DeclaredTable withoutPrimaryKey() {
        return new DeclaredTable(columns, List.of(), policies);
    }

    /**
     * Why the table of MySQL cannot be read as it is declared; empty if it can.
     *
     * @param table as vtgate is asked for it
     * @return all that is wrong with it, and what to write instead
     */
    Optional<String> refusal(TableDescription table) {
        boolean otherKey =
                table.uniqueKeys().stream()
                        .anyMatch(key -> Set.copyOf(key).equals(Set.copyOf(primaryKey)));
        return (otherKey ? withoutPrimaryKey() : this).refusal(table.schema());
    }

    /**
     * Why the table of MySQL cannot be read as it is declared; empty if it can.
     *
     * @param table its columns, as the stream describes them
     * @return all that is wrong with it, and what to write instead
     */
    Optional<String> refusal(TableSchema table) {
        List<String> problems =
                Stream.concat(
                                IntStream.range(0, columns.getFieldCount())
                                        .mapToObj(field -> columnProblem(table, field)),
                                Stream.of(keyProblem(table)))
                        .flatMap(Optional::stream)
                        .toList();
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        problems.stream()
                                .collect(
                                        Collectors.joining(
                                                "\n  - ",
                                                "Table %s.%s of Vitess cannot be read as it is declared:\n  - "
                                                        .formatted(table.keyspace(), table.table()),
                                                "")));
    }

    private Optional<String> columnProblem(TableSchema table, int field) {
        String name = columns.getFieldNames().get(field);
        LogicalType type = columns.getTypeAt(field);
        Optional<Column> found = find(table, name);
        if (found.isEmpty()) {
            return Optional.of(missing(table, name));
        }
        Column column = found.get();
        String both =
                "Column %s is declared as %s and is %s in MySQL: "
                        .formatted(quote(name), type.asSummaryString(), inMySql(column));
        Optional<String> refused = conversionProblem(table, name, type);
        if (refused.isPresent()) {
            return Optional.of(both + refused.get() + ". " + remedy(table, column));
        }
        return column.notNull() || type.isNullable()
                ? Optional.empty()
                : Optional.of(
                        both
                                + "its NULLs would not fit. "
                                + write(name, type.copy(true).asSummaryString()));
    }

    private static Optional<Column> find(TableSchema table, String name) {
        return table.columns().stream().filter(column -> column.name().equals(name)).findFirst();
    }

    private static String missing(TableSchema table, String name) {
        return table.columns().stream()
                .map(Column::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(
                        other ->
                                "Column %s is called %s in MySQL, and Flink is case-sensitive. Write %s"
                                        .formatted(quote(name), quote(other), quote(other)))
                .orElseGet(
                        () ->
                                "Column %s does not exist in MySQL. Leave it out, or declare it as METADATA if it is none of the table's columns %s"
                                        .formatted(quote(name), list(names(table.columns()))));
    }

    private Optional<String> conversionProblem(TableSchema table, String name, LogicalType type) {
        RowType column = RowType.of(new LogicalType[] {type}, new String[] {name});
        try {
            new RowConverter(table, column, policies);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getCause().getMessage());
        }
    }

    /** The default type; or bytes, for texts in a character set that cannot be read. */
    private String remedy(TableSchema table, Column column) {
        return Stream.of(FlinkTypes.defaultType(column), DataTypes.BYTES())
                .map(type -> type.getLogicalType())
                .filter(type -> conversionProblem(table, column.name(), type).isEmpty())
                .findFirst()
                .map(type -> write(column.name(), type.asSummaryString()))
                .orElse("Leave it out");
    }

    private Optional<String> keyProblem(TableSchema table) {
        List<String> key = names(table.columns().stream().filter(Column::primaryKey).toList());
        if (primaryKey.isEmpty() || Set.copyOf(key).equals(Set.copyOf(primaryKey))) {
            return Optional.empty();
        }
        String declared = "PRIMARY KEY %s is declared, ".formatted(list(primaryKey));
        return Optional.of(
                key.isEmpty()
                        ? declared + "but the table has none in MySQL. Leave it out"
                        : declared
                                + "but it is %s in MySQL. Write PRIMARY KEY %s NOT ENFORCED, or leave it out"
                                        .formatted(list(key), list(key)));
    }

    private static String inMySql(Column column) {
        String type =
                column.columnType().isEmpty() ? column.type().toString() : column.columnType();
        return column.notNull() ? type + " not null" : type;
    }

    private static String write(String name, String type) {
        return "Write %s %s".formatted(quote(name), type);
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private static String list(List<String> names) {
        return names.stream().map(DeclaredTable::quote).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
