// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.query.Type;

/**
 * A table's name and columns. Immutable; each method that adds a column returns a new definition.
 *
 * <pre>{@code
 * TableDefinition.of("customer").bigint("customer_id").primaryKey().varchar("email", 128)
 * }</pre>
 *
 * <p>The first column of the primary key is the table's primary vindex: it decides the shard.
 *
 * @param name the table's name, without its keyspace
 * @param columns the columns in order
 */
public record TableDefinition(String name, List<ColumnDefinition> columns) {
    private static final Collation LABELS = Collation.UTF8MB4_0900_AI_CI;

    /** Copies the list. */
    public TableDefinition {
        columns = List.copyOf(columns);
    }

    /**
     * A table without columns yet.
     *
     * @param name the table's name
     * @return the table
     */
    public static TableDefinition of(String name) {
        return new TableDefinition(name, List.of());
    }

    /**
     * Adds a column.
     *
     * @param column the column
     * @return the table with it
     */
    public TableDefinition column(ColumnDefinition column) {
        List<ColumnDefinition> all = new ArrayList<>(columns);
        all.add(column);
        return new TableDefinition(name, all);
    }

    /** Adds a nullable {@code bigint}. */
    public TableDefinition bigint(String column) {
        return column(
                ColumnDefinition.of(column, Type.INT64, "bigint", Collation.BINARY).withLength(20));
    }

    /** Adds a nullable {@code int}. */
    public TableDefinition integer(String column) {
        return column(
                ColumnDefinition.of(column, Type.INT32, "int", Collation.BINARY).withLength(11));
    }

    /** Adds a nullable {@code varchar} in utf8mb4_0900_ai_ci. */
    public TableDefinition varchar(String column, int characters) {
        return column(
                ColumnDefinition.of(
                                column,
                                Type.VARCHAR,
                                "varchar(" + characters + ")",
                                Collation.UTF8MB4_0900_AI_CI)
                        .withLength(4L * characters));
    }

    /** Adds a nullable {@code varbinary}. */
    public TableDefinition varbinary(String column, int bytes) {
        return column(
                ColumnDefinition.of(
                                column,
                                Type.VARBINARY,
                                "varbinary(" + bytes + ")",
                                Collation.BINARY)
                        .withLength(bytes));
    }

    /** Adds a nullable {@code enum} in utf8mb4_0900_ai_ci. */
    public TableDefinition enumeration(String column, String... labels) {
        return column(ColumnDefinition.of(column, Type.ENUM, labels("enum", labels), LABELS));
    }

    /** Adds a nullable {@code set} in utf8mb4_0900_ai_ci. */
    public TableDefinition set(String column, String... labels) {
        return column(ColumnDefinition.of(column, Type.SET, labels("set", labels), LABELS));
    }

    private static String labels(String type, String... labels) {
        return Arrays.stream(labels)
                .map(label -> "'" + label.replace("'", "''") + "'")
                .collect(Collectors.joining(",", type + "(", ")"));
    }

    /** The same columns under another name. */
    TableDefinition named(String newName) {
        return new TableDefinition(newName, columns);
    }

    /** The column of that name. */
    public ColumnDefinition column(String column) {
        return find(column)
                .orElseThrow(() -> new IllegalArgumentException(name + " has no column " + column));
    }

    /** Makes the last column a part of the primary key. */
    public TableDefinition primaryKey() {
        return replaceLast(last().inPrimaryKey());
    }

    /** Makes the last column NOT NULL. */
    public TableDefinition notNull() {
        return replaceLast(last().notNull());
    }

    /** Sets the collation of the last column, a {@code varchar}. */
    public TableDefinition collated(Collation collation) {
        return replaceLast(last().collated(collation));
    }

    /** The indexes of the primary key's columns; all columns where the table has none. */
    int[] keyColumns() {
        int[] key = IntStream.range(0, columns.size()).filter(this::isPrimaryKey).toArray();
        return key.length > 0 ? key : IntStream.range(0, columns.size()).toArray();
    }

    Optional<ColumnDefinition> find(String column) {
        return columns.stream().filter(c -> c.name().equalsIgnoreCase(column)).findFirst();
    }

    int indexOf(String column) {
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).name().equalsIgnoreCase(column))
                .findFirst()
                .orElse(-1);
    }

    private boolean isPrimaryKey(int column) {
        return columns.get(column).isPrimaryKey();
    }

    private ColumnDefinition last() {
        return columns.get(columns.size() - 1);
    }

    private TableDefinition replaceLast(ColumnDefinition column) {
        List<ColumnDefinition> all = new ArrayList<>(columns);
        all.set(all.size() - 1, column);
        return new TableDefinition(name, all);
    }
}
