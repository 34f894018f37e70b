// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.TableSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.RowKind;

/**
 * Which rows a change gives.
 *
 * @param updates whether updates give the row before
 * @param primaryKey the columns of the declared key; an upsert whose key changes deletes the old
 * @param appendOnly whether every row is handed over as an insert
 */
record Changelog(VitessChangelogMode updates, List<String> primaryKey, boolean appendOnly)
        implements Serializable {

    /** A row to come out. */
    record Row(RowKind kind, RowImage image) {}

    Changelog {
        primaryKey = List.copyOf(primaryKey);
    }

    /** What the planner is told. */
    ChangelogMode mode() {
        if (appendOnly) {
            return ChangelogMode.insertOnly();
        }
        return switch (updates) {
            case ALL -> ChangelogMode.all();
            case UPSERT -> upsertWithWholeDeletes();
        };
    }

    /** Flink 2.1 and later can be told so, and then need no state to find the row of a delete. */
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

    /** The rows of a change, in order. */
    List<Row> rows(RowChange change) {
        return switch (change.kind()) {
            case INSERT -> List.of(new Row(RowKind.INSERT, change.after().orElseThrow()));
            case DELETE -> List.of(new Row(RowKind.DELETE, change.before().orElseThrow()));
            case UPDATE -> update(change.before().orElseThrow(), change.after().orElseThrow());
        };
    }

    private List<Row> update(RowImage before, RowImage after) {
        Row updated = new Row(RowKind.UPDATE_AFTER, after);
        return switch (updates) {
            case ALL -> List.of(new Row(RowKind.UPDATE_BEFORE, before), updated);
            case UPSERT ->
                    sameKey(before, after)
                            ? List.of(updated)
                            : List.of(new Row(RowKind.DELETE, before), updated);
        };
    }

    private boolean sameKey(RowImage before, RowImage after) {
        TableSchema schema = after.schema();
        for (String column : primaryKey) {
            int index = schema.indexOf(column);
            if (!Arrays.equals(before.bytes(index), after.bytes(index))) {
                return false;
            }
        }
        return true;
    }

    /** The kind that Flink is told for a row. */
    RowKind emitted(RowKind kind) {
        return appendOnly ? RowKind.INSERT : kind;
    }
}
