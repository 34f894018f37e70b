// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

/** FLOAT as FLOAT. For one thread, because the reader keeps its digits. */
record FloatConverter(FloatReader reader) implements ColumnConverter {

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        row.setInt(field, Float.floatToRawIntBits(reader.toFloat(buffer, start, length)));
    }
}
