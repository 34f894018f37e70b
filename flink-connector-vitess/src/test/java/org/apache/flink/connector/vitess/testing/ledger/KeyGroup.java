// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.vitess.position.KeyRange;
import org.apache.flink.connector.vitess.testutils.embedded.Vindex;

/**
 * A part of the keyspace ids. Its rows are in one shard, however the keyspace is resharded: no
 * shard begins or ends within it. So a transaction in one group is also in one shard.
 *
 * @param range the key range, as in {@code 40-80}
 */
public record KeyGroup(String range) {

    /** The first byte of the keyspace id of the row with this primary key. */
    static int firstByte(String table, String key) {
        byte[] value = key.getBytes(StandardCharsets.UTF_8);
        byte[] keyspaceId =
                LedgerTable.isAccount(table) ? Vindex.hash(value) : Vindex.binaryMd5(value);
        return Byte.toUnsignedInt(keyspaceId[0]);
    }

    /** Whether a shard holds the group. */
    boolean isIn(String shard) {
        return KeyRange.of(shard).overlaps(KeyRange.of(range));
    }

    /**
     * The one of the shards that holds the group.
     *
     * @throws IllegalStateException if none of them does
     */
    String shardAmong(List<String> shards) {
        return shards.stream()
                .filter(this::isIn)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(shards + " lack " + range));
    }

    @Override
    public String toString() {
        return range;
    }
}
