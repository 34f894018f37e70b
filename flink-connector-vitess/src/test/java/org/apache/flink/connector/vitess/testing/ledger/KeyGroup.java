// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.vitess.position.KeyRange;
import org.apache.flink.connector.vitess.testutils.embedded.Vindex;

/**
 * A quarter of the keyspace ids. Its rows are in one shard, however the keyspace is resharded: the
 * bounds of shards are 40, 80 and c0 only. So a transaction in one group is also in one shard.
 *
 * @param range the key range, as in {@code 40-80}
 */
public record KeyGroup(String range) {

    /** All groups. */
    public static final List<KeyGroup> ALL =
            List.of(
                    new KeyGroup("-40"),
                    new KeyGroup("40-80"),
                    new KeyGroup("80-c0"),
                    new KeyGroup("c0-"));

    /** The group that the row with this primary key belongs to. */
    public static KeyGroup of(String table, String key) {
        byte[] value = key.getBytes(StandardCharsets.UTF_8);
        byte[] keyspaceId =
                LedgerTable.isAccount(table) ? Vindex.hash(value) : Vindex.binaryMd5(value);
        return ALL.get(Byte.toUnsignedInt(keyspaceId[0]) * ALL.size() / 256);
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
