// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keyspace ids, cut into groups of equal size: as many as the smallest shard of a test needs,
 * so that none cuts a group.
 *
 * @param all the groups, in order
 */
public record KeyGroups(List<KeyGroup> all) {

    /** For shards whose bounds are 40, 80 and c0 only. */
    public static final KeyGroups QUARTERS = KeyGroups.of(4);

    public KeyGroups {
        all = List.copyOf(all);
    }

    /** That many: a power of two, 256 at most. */
    public static KeyGroups of(int count) {
        return new KeyGroups(
                IntStream.range(0, count)
                        .mapToObj(i -> new KeyGroup(bound(i, count) + "-" + bound(i + 1, count)))
                        .toList());
    }

    private static String bound(int group, int count) {
        return group == 0 || group == count
                ? ""
                : HexFormat.of().toHexDigits((byte) (256 / count * group));
    }

    /** The group that the row with this primary key belongs to. */
    public KeyGroup of(String table, String key) {
        return all.get(KeyGroup.firstByte(table, key) * all.size() / 256);
    }

    /** Those of a shard. */
    public List<KeyGroup> in(String shard) {
        return all.stream().filter(group -> group.isIn(shard)).toList();
    }
}
