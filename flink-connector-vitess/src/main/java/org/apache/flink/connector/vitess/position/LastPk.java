// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Arrays;
import java.util.HexFormat;
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
