// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.RowKind;

/**
 * Which rows a change gives.
 *
 * @param updates whether updates give the row before
 * @param primaryKey the columns of the declared key; an update of it deletes and inserts
 * @param appendOnly whether every row is handed over as an insert
 * @param insertsOnly whether other changes than inserts fail; not together with append-only
 */
record Changelog(
        VitessChangelogMode updates,
        List<String> primaryKey,
        boolean appendOnly,
        boolean insertsOnly)
        implements Serializable {

    /** A row to come out. */
    record Row(RowKind kind, RowImage image) {}

    Changelog {
        primaryKey = List.copyOf(primaryKey);
    }

    /** Rows of all kinds, or all of them as inserts. */
    Changelog(VitessChangelogMode updates, List<String> primaryKey, boolean appendOnly) {
        this(updates, primaryKey, appendOnly, false);
    }

    /** What the planner is given. */
    ChangelogMode mode() {
        if (appendOnly || insertsOnly) {
            return ChangelogMode.insertOnly();
        }
        return switch (updates) {
            case ALL -> ChangelogMode.all();
            case UPSERT -> upsertWithWholeDeletes();
        };
    }

    /** Flink 2.1 and later support this, and then need no state to find the row of a delete. */
    private static ChangelogMode upsertWithWholeDeletes() {
        boolean keyOnlyDeletes = false;
        try {
            return (ChangelogMode)
                    ChangelogMode.class
                            .getMethod("upsert", boolean.class)
                            .invoke(null, keyOnlyDeletes);
        } catch (NoSuchMethodException e) {
            return ChangelogMode.upsert();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("ChangelogMode.upsert of this Flink cannot be called", e);
        }
    }

    /**
     * The rows of a change, in order.
     *
     * @param key of the change's table
     * @throws IllegalArgumentException if it is no insert, where there are to be no others
     */
    List<Row> rows(RowChange change, int[] key) {
        if (insertsOnly && change.kind() != RowChange.Kind.INSERT) {
            throw new IllegalArgumentException(
                    "It was made while its table was copied, and batch mode takes no changes: run"
                            + " the query in streaming mode, which applies them, or set"
                            + " 'scan.read-changelog-as-append-only.enabled' and select rows WHERE"
                            + " is_snapshot");
        }
        return switch (change.kind()) {
            case INSERT -> List.of(new Row(RowKind.INSERT, change.after().orElseThrow()));
            case DELETE -> List.of(new Row(RowKind.DELETE, change.before().orElseThrow()));
            case UPDATE -> update(change.before().orElseThrow(), change.after().orElseThrow(), key);
        };
    }

    /**
     * With a new key the row is another one to Flink: it drops the rows before updates where it
     * assumes that the rows after replace them, as it does for sinks with that key.
     */
    private List<Row> update(RowImage before, RowImage after, int[] key) {
        if (!sameKey(before, after, key)) {
            return List.of(new Row(RowKind.DELETE, before), new Row(RowKind.INSERT, after));
        }
        Row updated = new Row(RowKind.UPDATE_AFTER, after);
        return switch (updates) {
            case ALL -> List.of(new Row(RowKind.UPDATE_BEFORE, before), updated);
            case UPSERT -> List.of(updated);
        };
    }

    private static boolean sameKey(RowImage before, RowImage after, int[] key) {
        for (int column : key) {
            if (!Arrays.equals(before.bytes(column), after.bytes(column))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where a table has the declared key's columns; those that a query does not want may be
     * missing.
     */
    int[] keyOf(TableSchema table) {
        return IntStream.range(0, table.columns().size())
                .filter(column -> primaryKey.contains(table.columns().get(column).name()))
                .toArray();
    }

    /** The kind that a row has for Flink. */
    RowKind emitted(RowKind kind) {
        return appendOnly ? RowKind.INSERT : kind;
    }
}
