// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

/** TIME as BIGINT: its microseconds, negative ones too. */
record TimeMicrosConverter() implements ColumnConverter {

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        row.setLong(field, Temporals.time(buffer, start, length));
    }
}
