// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** What the completed checkpoints say, one after another: POS and SPLITS. */
final class Progress {

    private final Set<String> shards;
    private final Map<String, ShardPosition> latest = new HashMap<>();
    private final Map<String, Long> copied = new HashMap<>();

    Progress(List<String> shards) {
        this.shards = Set.copyOf(shards);
    }

    /** By shard and table, the transaction that the first checkpoint behind the copy was at. */
    Map<String, Long> copied() {
        return copied;
    }

    /**
     * SPLITS: a checkpoint has each shard once, or none before the discovery. POS: no position goes
     * back.
     */
    void checkpoint(List<VitessSplit> splits, boolean discovered) {
        Set<String> names = new HashSet<>();
        for (VitessSplit split : splits) {
            if (!names.add(split.shard().name())) {
                throw new AssertionError("SPLITS: twice: " + split);
            }
            advance(split.shard().name(), split.position());
        }
        if (!names.equals(discovered ? shards : Set.of())) {
            throw new AssertionError("SPLITS: " + names + " instead of " + shards);
        }
    }

    private void advance(String shard, ShardPosition position) {
        ShardPosition before = latest.put(shard, position);
        long number = GtidNumbers.last(position.gtid());
        boolean back =
                before != null
                        && (number < GtidNumbers.last(before.gtid())
                                || !position.finishedTables().containsAll(before.finishedTables()));
        if (back) {
            throw new AssertionError("POS: " + shard + " from " + before + " to " + position);
        }
        position.finishedTables().forEach(table -> copied.putIfAbsent(shard + "/" + table, number));
    }
}
