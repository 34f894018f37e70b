// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

/** FLOAT and DOUBLE as DOUBLE. For one thread, because the reader keeps its digits. */
record DoubleConverter(FloatReader reader) implements ColumnConverter {

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        row.setLong(field, Double.doubleToRawLongBits(reader.toDouble(buffer, start, length)));
    }
}
