// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Integers and years. */
enum IntegerConverter implements ColumnConverter {
    TINYINT(Byte.MIN_VALUE, Byte.MAX_VALUE) {
        @Override
        public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
            row.setByte(field, (byte) integer(buffer, start, length));
        }
    },
    SMALLINT(Short.MIN_VALUE, Short.MAX_VALUE) {
        @Override
        public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
            row.setShort(field, (short) integer(buffer, start, length));
        }
    },
    INTEGER(Integer.MIN_VALUE, Integer.MAX_VALUE) {
        @Override
        public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
            row.setInt(field, (int) integer(buffer, start, length));
        }
    },
    BIGINT(Long.MIN_VALUE, Long.MAX_VALUE) {
        @Override
        public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
            row.setLong(field, integer(buffer, start, length));
        }
    };

    private final long min;
    private final long max;

    IntegerConverter(long min, long max) {
        this.min = min;
        this.max = max;
    }

    final long integer(byte[] buffer, int start, int length) {
        return AsciiNumbers.integer(buffer, start, length, min, max);
    }

    static ColumnConverter of(LogicalTypeRoot target) {
        return valueOf(target.name());
    }
}
