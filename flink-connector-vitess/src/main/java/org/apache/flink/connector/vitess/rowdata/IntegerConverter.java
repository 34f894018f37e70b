// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.connector.vitess.value.AsciiNumbers;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * Integers and years.
 *
 * @param bytes how many bytes Flink's type has
 */
record IntegerConverter(int bytes, long min, long max) implements ColumnConverter {

    static ColumnConverter of(LogicalTypeRoot target) {
        return switch (target) {
            case TINYINT -> new IntegerConverter(Byte.BYTES, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> new IntegerConverter(Short.BYTES, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER ->
                    new IntegerConverter(Integer.BYTES, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> new IntegerConverter(Long.BYTES, Long.MIN_VALUE, Long.MAX_VALUE);
            default -> throw new IllegalArgumentException(target + " is no integer");
        };
    }

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        long value = AsciiNumbers.integer(buffer, start, length, min, max);
        switch (bytes) {
            case Byte.BYTES -> row.setByte(field, (byte) value);
            case Short.BYTES -> row.setShort(field, (short) value);
            case Integer.BYTES -> row.setInt(field, (int) value);
            default -> row.setLong(field, value);
        }
    }
}
