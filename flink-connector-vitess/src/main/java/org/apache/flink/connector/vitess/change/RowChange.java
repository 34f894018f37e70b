// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.util.Optional;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * One change of one row. As long as it is kept, so is the response that brought it: see {@link
 * RowImage}. Immutable.
 *
 * <p>Not a record, as each row makes one: the images are kept without an {@code Optional} each.
 */
@PublicEvolving
public final class RowChange {

    /** What happened to a row. */
    @PublicEvolving
    public enum Kind {
        /** The row is new, or was copied. */
        INSERT,
        /** The row has other values than before. */
        UPDATE,
        /** The row is gone. */
        DELETE
    }

    private final RowImage before;
    private final RowImage after;
    private final ChangeSource source;
    private final long transactionOrder;
    private final long tableOrder;

    /**
     * A change without a place in a transaction, such as a copied row.
     *
     * @param before the row before the change; empty for an insert and for a copied row
     * @param after the row after the change; empty for a delete
     * @param source where the change comes from
     */
    public RowChange(Optional<RowImage> before, Optional<RowImage> after, ChangeSource source) {
        this(before.orElse(null), after.orElse(null), source, 0, 0);
    }

    /**
     * A change.
     *
     * @param before the row before the change, or null
     * @param after the row after the change, or null
     * @param source where the change comes from
     * @param transactionOrder see {@link #transactionOrder()}
     * @param tableOrder see {@link #tableOrder()}
     */
    @Internal
    public RowChange(
            RowImage before,
            RowImage after,
            ChangeSource source,
            long transactionOrder,
            long tableOrder) {
        if (before == null && after == null) {
            throw new IllegalArgumentException("A change of " + source + " without any image");
        }
        this.before = before;
        this.after = after;
        this.source = source;
        this.transactionOrder = transactionOrder;
        this.tableOrder = tableOrder;
    }

    /** The row before the change; empty for an insert and for a copied row. */
    public Optional<RowImage> before() {
        return Optional.ofNullable(before);
    }

    /** The row after the change; empty for a delete. */
    public Optional<RowImage> after() {
        return Optional.ofNullable(after);
    }

    /** Where the change comes from. */
    public ChangeSource source() {
        return source;
    }

    /**
     * The place of the change in its transaction in its shard, from 1 on; 0 for a copied row.
     * Counted are the changes that the source is sent, of all its tables. It is the same after a
     * restart, and with any parallelism.
     *
     * <p>While a table of the shard is copied, some places may be missing.
     */
    public long transactionOrder() {
        return transactionOrder;
    }

    /** The same among the changes of its table. */
    public long tableOrder() {
        return tableOrder;
    }

    /** What happened to the row. */
    public Kind kind() {
        if (before == null) {
            return Kind.INSERT;
        }
        return after == null ? Kind.DELETE : Kind.UPDATE;
    }

    /** The table's columns. */
    public TableSchema schema() {
        return (after == null ? before : after).schema();
    }

    /** The same change with other images, as where one of them is not copied yet. */
    @Internal
    public RowChange with(Optional<RowImage> newBefore, Optional<RowImage> newAfter) {
        return new RowChange(
                newBefore.orElse(null),
                newAfter.orElse(null),
                source,
                transactionOrder,
                tableOrder);
    }

    @Override
    public String toString() {
        return kind() + " " + transactionOrder + " of " + source;
    }
}
