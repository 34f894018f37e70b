// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * A DDL statement that changed a captured table, in order with the shard's rows: those before it
 * have the columns before it, those after it have the columns after it. Each shard passes it at its
 * own time.
 *
 * @param shard the shard
 * @param table the table's name
 * @param gtid the executed GTID set with the statement, with its flavor
 * @param statement the statement as MySQL logged it; it may also concern other tables
 * @param before the columns before; empty if they were not known
 * @param after the columns after; empty if they cannot be known, as another statement follows: a
 *     row between them then fails the job
 * @param renamed the new names of renamed columns, by their former names; empty if the statement
 *     does not show them, as when another table takes the table's name: a renamed column is then a
 *     dropped one and an added one
 */
@PublicEvolving
public record SchemaChange(
        Shard shard,
        String table,
        String gtid,
        String statement,
        Optional<TableSchema> before,
        Optional<TableSchema> after,
        Map<String, String> renamed) {

    public SchemaChange {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(gtid, "gtid");
        Objects.requireNonNull(statement, "statement");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        renamed = Map.copyOf(renamed);
    }

    /** The same with the columns after it. */
    public SchemaChange withAfter(TableSchema columns) {
        return new SchemaChange(
                shard, table, gtid, statement, before, Optional.of(columns), renamed);
    }

    /** The columns that are new, in the table's order; none if not both sides are known. */
    public List<Column> added() {
        SortedMap<String, Column> former = kept();
        return isKnown()
                ? columns(after).stream()
                        .filter(column -> !former.containsKey(column.name()))
                        .toList()
                : List.of();
    }

    /** The columns that are gone, in the former order; none if not both sides are known. */
    public List<Column> dropped() {
        SortedMap<String, Column> now = byName(columns(after));
        return isKnown()
                ? columns(before).stream()
                        .filter(column -> isReplaced(column) || !now.containsKey(newName(column)))
                        .toList()
                : List.of();
    }

    /** The columns with another type or collation than before, as they are now. */
    public List<Column> retyped() {
        SortedMap<String, Column> former = kept();
        return columns(after).stream()
                .filter(
                        column ->
                                former.containsKey(column.name())
                                        && !isAlike(former.get(column.name()), column))
                .toList();
    }

    private boolean isKnown() {
        return before.isPresent() && after.isPresent();
    }

    private static boolean isAlike(Column before, Column after) {
        return before.columnType().equalsIgnoreCase(after.columnType())
                && before.collation() == after.collation();
    }

    /** The former columns by the names that they have now, if they still exist. */
    private SortedMap<String, Column> kept() {
        SortedMap<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        columns(before).stream()
                .filter(column -> !isReplaced(column))
                .forEach(column -> columns.put(newName(column), column));
        return columns;
    }

    /** Whether another column took the name of this one, as it was dropped. */
    private boolean isReplaced(Column column) {
        return !renamed.containsKey(column.name())
                && renamed.values().stream().anyMatch(column.name()::equalsIgnoreCase);
    }

    private static SortedMap<String, Column> byName(List<Column> columns) {
        SortedMap<String, Column> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        columns.forEach(column -> byName.put(column.name(), column));
        return byName;
    }

    private String newName(Column column) {
        return renamed.getOrDefault(column.name(), column.name());
    }

    private static List<Column> columns(Optional<TableSchema> schema) {
        return schema.map(TableSchema::columns).orElse(List.of());
    }
}
