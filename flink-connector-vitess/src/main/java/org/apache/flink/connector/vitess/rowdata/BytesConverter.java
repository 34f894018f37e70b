// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

/**
 * Bytes as they are.
 *
 * @param paddedTo the length of a BINARY(n), up to which MySQL means zero bytes; 0 of all others
 * @param maxLength how many bytes Flink's type holds
 */
record BytesConverter(int paddedTo, int maxLength) implements ColumnConverter {

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        int padded = Math.max(length, paddedTo);
        if (padded > maxLength) {
            throw new IllegalArgumentException(
                    "it has " + padded + " bytes, which are more than " + maxLength);
        }
        if (padded == length) {
            row.setBytes(field, buffer, start, length);
        } else {
            byte[] bytes = new byte[padded];
            System.arraycopy(buffer, start, bytes, 0, length);
            row.setBytes(field, bytes, 0, padded);
        }
    }
}
