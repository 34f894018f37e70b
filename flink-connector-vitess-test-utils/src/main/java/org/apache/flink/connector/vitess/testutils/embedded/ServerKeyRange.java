// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Arrays;
import java.util.HexFormat;

/** The keyspace ids of a shard: from start (inclusive) to end (exclusive; empty is no end). */
record ServerKeyRange(byte[] start, byte[] end) {

    /** Parses a shard's name. A name without a dash, such as "0", is a whole keyspace. */
    static ServerKeyRange of(String shard) {
        int dash = shard.indexOf('-');
        if (dash < 0) {
            return new ServerKeyRange(new byte[0], new byte[0]);
        }
        HexFormat hex = HexFormat.of();
        return new ServerKeyRange(
                hex.parseHex(shard.substring(0, dash)), hex.parseHex(shard.substring(dash + 1)));
    }

    boolean contains(byte[] keyspaceId) {
        return Arrays.compareUnsigned(start, keyspaceId) <= 0
                && (end.length == 0 || Arrays.compareUnsigned(keyspaceId, end) < 0);
    }
}
