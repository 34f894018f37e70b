// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;

/**
 * The copy of every captured table of a shard, in the order of the copy, which is that of the
 * tables' names. Immutable, and so shared by all positions between which no copy advances: there is
 * one of these after each batch, and a keyspace may have thousands of tables.
 */
@Internal
public final class TableCopies {

    private final SortedMap<String, TableCopy> copies;
    private final Optional<String> inProgress;
    private final Optional<String> next;

    private TableCopies(SortedMap<String, TableCopy> copies) {
        this.copies = Collections.unmodifiableSortedMap(copies);
        List<String> begun = names(InProgress.class::isInstance);
        if (begun.size() > 1) {
            throw new IllegalArgumentException("More than one table in copy: " + copies);
        }
        this.inProgress = begun.stream().findFirst();
        this.next = inProgress.or(this::firstNotStarted);
    }

    /**
     * The copies of tables, by the tables' names.
     *
     * @throws IllegalArgumentException if more than one is in progress
     */
    public static TableCopies of(Map<String, TableCopy> copies) {
        return new TableCopies(new TreeMap<>(copies));
    }

    /** Tables whose copies have all come equally far. */
    static TableCopies each(Collection<String> tables, TableCopy copy) {
        SortedMap<String, TableCopy> copies = new TreeMap<>();
        tables.forEach(table -> copies.put(table, copy));
        return new TableCopies(copies);
    }

    private Optional<String> firstNotStarted() {
        return copies.entrySet().stream()
                .filter(table -> table.getValue() instanceof NotStarted)
                .findFirst()
                .map(Map.Entry::getKey);
    }

    private List<String> names(Predicate<TableCopy> state) {
        return copies.entrySet().stream()
                .filter(table -> state.test(table.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The copy of a table; null if it is not captured. */
    public TableCopy get(String table) {
        return copies.get(table);
    }

    /** Whether a table is captured. */
    public boolean contains(String table) {
        return copies.containsKey(table);
    }

    /** The captured tables. */
    public Set<String> names() {
        return copies.keySet();
    }

    /** All copies, by the tables' names. */
    public SortedMap<String, TableCopy> asMap() {
        return copies;
    }

    /** The table whose copy is in progress; empty if none is. */
    public Optional<String> inProgress() {
        return inProgress;
    }

    /** The table whose copy is in progress, or next; empty once all are copied. */
    public Optional<String> next() {
        return next;
    }

    /** The tables whose copy is finished. */
    public List<String> finished() {
        return names(Finished.class::isInstance);
    }

    /** The tables whose copy is in progress or finished. */
    public List<String> begun() {
        return names(copy -> !(copy instanceof NotStarted));
    }

    /** The same with one table's copy further on. */
    TableCopies with(String table, TableCopy copy) {
        if (!contains(table)) {
            throw new IllegalArgumentException("Not a captured table: " + table);
        }
        if (copy.equals(get(table))) {
            return this;
        }
        SortedMap<String, TableCopy> changed = new TreeMap<>(copies);
        changed.put(table, copy);
        return new TableCopies(changed);
    }

    /** Those of these tables: the copy of one that was not captured before has not started. */
    TableCopies only(Collection<String> tables) {
        SortedMap<String, TableCopy> some = new TreeMap<>();
        tables.forEach(table -> some.put(table, copies.getOrDefault(table, new NotStarted())));
        return new TableCopies(some);
    }

    @Override
    public boolean equals(Object other) {
        return other == this || other instanceof TableCopies that && copies.equals(that.copies);
    }

    @Override
    public int hashCode() {
        return copies.hashCode();
    }

    @Override
    public String toString() {
        return copies.toString();
    }
}
