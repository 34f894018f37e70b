// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.table.data.writer.BinaryRowWriter;

/**
 * Turns the values of one column into one Flink type.
 *
 * <p>It is for one thread, because some converters keep their buffers. Both methods throw {@link
 * IllegalArgumentException} for a value that the type cannot hold exactly; the message says only
 * why.
 */
interface ColumnConverter {

    /**
     * Reads a value that is not NULL.
     *
     * @return Flink's internal object, which shares nothing with the buffer; null if a policy says
     *     so
     */
    Object read(byte[] buffer, int start, int length);

    /** Reads a value that is not NULL into a field of a row, without an object where possible. */
    void write(BinaryRowWriter row, int field, byte[] buffer, int start, int length);
}
