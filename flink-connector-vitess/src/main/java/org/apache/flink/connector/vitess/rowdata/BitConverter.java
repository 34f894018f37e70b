// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

/** BIT(n), whose bytes come with the highest first, as BIGINT. */
record BitConverter() implements ColumnConverter {

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        row.setLong(field, value(buffer, start, length));
    }

    private static long value(byte[] buffer, int start, int length) {
        long value = 0;
        for (int i = start; i < start + length; i++) {
            // One bit is the sign's.
            if (value >>> Long.SIZE - 1 - Byte.SIZE != 0) {
                throw new IllegalArgumentException("it is greater than " + Long.MAX_VALUE);
            }
            value = value << Byte.SIZE | buffer[i] & 0xFF;
        }
        return value;
    }
}
