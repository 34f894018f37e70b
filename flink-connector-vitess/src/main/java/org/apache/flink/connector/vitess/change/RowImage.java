// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

/**
 * All columns of one row, in the bytes in which MySQL gave them.
 *
 * <p>Numbers, decimals and times are ASCII text; character columns are in the column's own
 * character set; binary columns are raw. Immutable.
 */
@PublicEvolving
public final class RowImage {

    private static final int NULL = -1;

    private final TableSchema schema;
    private final byte[] values;
    private final int[] starts;
    private final int[] lengths;

    /**
     * Wraps the values of a row, without copying them.
     *
     * @param schema the columns
     * @param values the columns' values back to back, NULLs left out
     * @param lengths the length of each value in bytes, -1 for NULL
     * @throws IllegalArgumentException if the lengths fit neither the columns nor the values
     */
    @Internal
    public RowImage(TableSchema schema, byte[] values, int[] lengths) {
        if (lengths.length != schema.columns().size()) {
            throw new IllegalArgumentException(
                    lengths.length + " values for " + schema.columns().size() + " columns");
        }
        this.schema = schema;
        this.values = values;
        this.lengths = lengths;
        this.starts = starts(lengths, values.length);
    }

    private static int[] starts(int[] lengths, int size) {
        int[] starts = new int[lengths.length];
        long end = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < NULL) {
                throw new IllegalArgumentException("A value of " + lengths[i] + " bytes");
            }
            starts[i] = (int) Math.min(end, size);
            end += Math.max(lengths[i], 0);
        }
        if (end != size) {
            throw new IllegalArgumentException(
                    "Values of " + end + " bytes in a row of " + size + " bytes");
        }
        return starts;
    }

    /** The columns of this row. */
    public TableSchema schema() {
        return schema;
    }

    /** Whether a column is NULL. */
    public boolean isNull(int column) {
        return lengths[column] == NULL;
    }

    /** A copy of a column's bytes, or null if it is NULL. */
    public byte[] bytes(int column) {
        return isNull(column)
                ? null
                : Arrays.copyOfRange(values, starts[column], starts[column] + lengths[column]);
    }

    /** A copy of the bytes of the column of that name, or null if it is NULL. */
    public byte[] bytes(String column) {
        return bytes(schema.indexOf(column));
    }

    @Override
    public String toString() {
        return "RowImage of " + schema.table() + ", " + values.length + " bytes";
    }
}
