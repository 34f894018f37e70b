// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.annotation.Internal;

/**
 * The columns of captured tables that hold at one position of a shard. Immutable, and so shared by
 * all positions between two DDL statements.
 *
 * <p>The binary log has no names of columns, and a tablet names those of an old row by the schema
 * of now. So what a row means is known only from the columns that held where it was written.
 */
@Internal
public final class TableSchemas {

    private static final TableSchemas EMPTY = new TableSchemas(new TreeMap<>());

    private final SortedMap<String, SchemaVersion> versions;

    /** The stored form, made once: all checkpoints between two DDL statements write the same. */
    private byte[] stored;

    private TableSchemas(SortedMap<String, SchemaVersion> versions) {
        this.versions = Collections.unmodifiableSortedMap(versions);
    }

    /** The columns of no table. */
    public static TableSchemas empty() {
        return EMPTY;
    }

    /** The columns of tables, each of another name. */
    public static TableSchemas of(Collection<SchemaVersion> versions) {
        SortedMap<String, SchemaVersion> byTable = new TreeMap<>();
        versions.forEach(version -> byTable.put(version.table(), version));
        return new TableSchemas(byTable);
    }

    /** The columns of a table; empty if they are not known. */
    public Optional<SchemaVersion> get(String table) {
        return Optional.ofNullable(versions.get(table));
    }

    /** All that is known, in the order of the tables' names. */
    public Collection<SchemaVersion> versions() {
        return versions.values();
    }

    /** Those of the given tables that are not known here. */
    public List<String> missing(Collection<String> tables) {
        return tables.stream().filter(table -> !versions.containsKey(table)).toList();
    }

    /** The same with other columns of one table. */
    public TableSchemas with(SchemaVersion version) {
        SortedMap<String, SchemaVersion> changed = new TreeMap<>(versions);
        changed.put(version.table(), version);
        return new TableSchemas(changed);
    }

    /** The same with other columns of some tables. */
    public TableSchemas with(TableSchemas others) {
        SortedMap<String, SchemaVersion> changed = new TreeMap<>(versions);
        changed.putAll(others.versions);
        return new TableSchemas(changed);
    }

    /** The same, but the columns of one table are no longer known. */
    public TableSchemas without(String table) {
        SortedMap<String, SchemaVersion> changed = new TreeMap<>(versions);
        return changed.remove(table) == null ? this : new TableSchemas(changed);
    }

    /** The same of some tables only. */
    public TableSchemas only(Iterable<String> tables) {
        SortedMap<String, SchemaVersion> some = new TreeMap<>();
        for (String table : tables) {
            get(table).ifPresent(version -> some.put(table, version));
        }
        return some.equals(versions) ? this : new TableSchemas(some);
    }

    /**
     * The stored form. Called by any thread.
     *
     * @param format makes it; always the same one
     */
    public synchronized byte[] stored(Function<TableSchemas, byte[]> format) {
        if (stored == null) {
            stored = format.apply(this);
        }
        return stored;
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || other instanceof TableSchemas that && versions.equals(that.versions);
    }

    @Override
    public int hashCode() {
        return versions.hashCode();
    }

    @Override
    public String toString() {
        return "columns of " + versions.keySet();
    }
}
