// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.table.data.writer.BinaryRowWriter;

/** TIME as BIGINT: its microseconds, negative ones too. */
record TimeMicrosConverter() implements ColumnConverter {

    @Override
    public void write(BinaryRowWriter row, int field, byte[] buffer, int start, int length) {
        row.writeLong(field, Temporals.time(buffer, start, length));
    }
}
