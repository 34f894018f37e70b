// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

/**
 * Turns the values of one column into one Flink type.
 *
 * <p>It is for one thread, because some converters keep their buffers. It throws {@link
 * IllegalArgumentException} for a value that the type cannot hold exactly; the message says only
 * why.
 */
@FunctionalInterface
interface ColumnConverter {

    /**
     * Reads a value that is not NULL into a field of a row. The field is set to NULL if a policy
     * says so.
     */
    void write(RowWriter row, int field, byte[] buffer, int start, int length);
}
