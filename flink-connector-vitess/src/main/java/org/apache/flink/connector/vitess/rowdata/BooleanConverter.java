// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

/** TINYINT(1), which is the digit 0 or 1, and BIT(1), which is a byte of that value. */
record BooleanConverter(byte no, byte yes) implements ColumnConverter {

    static final BooleanConverter OF_DIGIT = new BooleanConverter((byte) '0', (byte) '1');
    static final BooleanConverter OF_BIT = new BooleanConverter((byte) 0, (byte) 1);

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        row.setByte(field, (byte) (value(buffer, start, length) ? 1 : 0));
    }

    private boolean value(byte[] buffer, int start, int length) {
        if (length != 1 || buffer[start] != no && buffer[start] != yes) {
            throw new IllegalArgumentException("it is neither 0 nor 1");
        }
        return buffer[start] == yes;
    }
}
