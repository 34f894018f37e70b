// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.flink.annotation.Internal;

/**
 * The primary key up to which a table has been copied, in the bytes in which vtgate sent it.
 *
 * <p>vtgate wants it back whole, with its fields, so nothing here looks inside.
 */
@Internal
public final class LastPk {

    private final byte[] bytes;

    /** Wraps a copy of a serialized {@code query.QueryResult}. */
    public LastPk(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /**
     * Why a stream cannot continue after a last primary key: vtgate and vttablet crash, or fail in
     * strange ways, on one that is not whole.
     *
     * @param fields how many columns it names
     * @param rows the lengths of the values of each of its rows; negative for NULL
     * @param bytes the size of all values
     * @return empty if it is whole
     */
    public static Optional<String> damage(int fields, List<List<Long>> rows, long bytes) {
        if (fields > 0 && rows.size() == 1 && rows.get(0).size() == fields && fits(rows, bytes)) {
            return Optional.empty();
        }
        return Optional.of(
                "it has %d fields, the values' lengths %s and %d bytes"
                        .formatted(fields, rows, bytes));
    }

    private static boolean fits(List<List<Long>> rows, long bytes) {
        long left = bytes;
        for (long length : rows.get(0)) {
            if (length > left) {
                return false;
            }
            left -= Math.max(length, 0);
        }
        return left == 0;
    }

    /** A copy of the bytes as received. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LastPk that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
