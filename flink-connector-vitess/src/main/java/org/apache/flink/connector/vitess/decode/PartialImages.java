// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.ByteString;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange.Bitmap;

/** Refuses rows that lack values: MySQL can be set to leave out what did not change. */
final class PartialImages {

    private PartialImages() {}

    /** Requires all bits of {@code data_columns}: the columns that are there. */
    static void requireAllColumns(String table, Bitmap bitmap) {
        requireFit(table, bitmap);
        for (int i = 0; i < bitmap.getCount(); i++) {
            if (!isSet(bitmap.getCols(), i)) {
                throw new IllegalStateException(
                        "a row of table '"
                                + table
                                + "' lacks unchanged columns: set binlog_row_image=FULL in MySQL");
            }
        }
    }

    /** Requires no bit of {@code json_partial_values}: the JSON columns that are not values. */
    static void requireWholeJson(String table, Bitmap bitmap) {
        requireFit(table, bitmap);
        for (int i = 0; i < bitmap.getCount(); i++) {
            if (isSet(bitmap.getCols(), i)) {
                throw new IllegalStateException(
                        "a row of table '"
                                + table
                                + "' has a JSON column as a change instead of a value: set"
                                + " binlog_row_value_options='' in MySQL");
            }
        }
    }

    private static void requireFit(String table, Bitmap bitmap) {
        if (bitmap.getCount() < 0 || bitmap.getCount() > bitmap.getCols().size() * 8L) {
            throw new IllegalStateException(
                    String.format(
                            "a row of table '%s' has a bitmap of %d columns in %d bytes",
                            table, bitmap.getCount(), bitmap.getCols().size()));
        }
    }

    /** The bits are least significant first. */
    private static boolean isSet(ByteString bits, int index) {
        return (bits.byteAt(index / 8) & (1 << index % 8)) != 0;
    }
}
