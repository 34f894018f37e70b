// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.table.data.writer.BinaryRowWriter;

/** FLOAT and DOUBLE as DOUBLE. For one thread, because the reader keeps its digits. */
record DoubleConverter(FloatReader reader) implements ColumnConverter {

    @Override
    public void write(BinaryRowWriter row, int field, byte[] buffer, int start, int length) {
        row.writeDouble(field, reader.toDouble(buffer, start, length));
    }
}
