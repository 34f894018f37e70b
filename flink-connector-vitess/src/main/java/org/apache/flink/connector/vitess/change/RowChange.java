// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.util.Optional;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * One change of one row. As long as it is kept, so is the response that brought it: see {@link
 * RowImage}.
 *
 * @param before the row before the change; empty for an insert and for a copied row
 * @param after the row after the change; empty for a delete
 * @param source where the change comes from
 */
@PublicEvolving
public record RowChange(Optional<RowImage> before, Optional<RowImage> after, ChangeSource source) {

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

    public RowChange {
        if (before.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException("A change of " + source + " without any image");
        }
    }

    /** What happened to the row. */
    public Kind kind() {
        if (before.isEmpty()) {
            return Kind.INSERT;
        }
        return after.isEmpty() ? Kind.DELETE : Kind.UPDATE;
    }

    /** The table's columns. */
    public TableSchema schema() {
        return after.or(() -> before).orElseThrow().schema();
    }
}
