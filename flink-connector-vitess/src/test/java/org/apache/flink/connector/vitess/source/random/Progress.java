// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** What the completed checkpoints say, one after another: POS and SPLITS. */
final class Progress {

    private final Map<String, ShardPosition> latest = new HashMap<>();
    private final Map<String, Long> copied = new HashMap<>();

    /** Since when a server serves the rows of which others, by its UUID. */
    private record Start(long transaction, Set<String> from) {}

    private final Map<String, Start> starts = new HashMap<>();

    private CheckpointedState stored = new CheckpointedState(false, List.of(), List.of());

    /**
     * By server and table, the transaction after which all changes come: that of the first
     * checkpoint after the copy.
     */
    Map<String, Long> copied() {
        return copied;
    }

    /** The latest completed checkpoint. */
    CheckpointedState stored() {
        return stored;
    }

    /** A shard serves the rows of some servers from this position on. */
    void resharded(String position, Set<String> from) {
        starts.put(GtidNumbers.server(position), new Start(GtidNumbers.last(position), from));
    }

    /**
     * SPLITS: a checkpoint continues with each part of the keyspace once, or with none before the
     * discovery. POS: no position goes back.
     */
    void checkpoint(CheckpointedState checkpoint) {
        stored = checkpoint;
        for (int quarter = 0; quarter < Quarters.COUNT; quarter++) {
            List<String> holders = checkpoint.holders(quarter);
            if (holders.size() != (checkpoint.discovered() ? 1 : 0)) {
                throw new AssertionError(
                        String.format(
                                "SPLITS: %s goes on with %s in %s",
                                Quarters.SHARDS[quarter], holders, checkpoint));
            }
        }
        for (VitessSplit split : checkpoint.toRead()) {
            advance(split.shard().name(), split.position());
        }
    }

    private void advance(String shard, ShardPosition position) {
        ShardPosition before = latest.put(shard, position);
        if (before != null && isBack(before, position)) {
            throw new AssertionError("POS: " + shard + " from " + before + " to " + position);
        }
        position.finishedTables().forEach(table -> finished(position.gtid(), table));
    }

    private void finished(String position, String table) {
        String server = GtidNumbers.server(position);
        long number = GtidNumbers.last(position);
        Start start = starts.get(server);
        boolean copiedBefore =
                start != null
                        && start.from().stream().allMatch(s -> copied.containsKey(s + "/" + table));
        copied.putIfAbsent(
                server + "/" + table,
                copiedBefore ? Math.min(start.transaction(), number) : number);
    }

    private static boolean isBack(ShardPosition before, ShardPosition position) {
        if (before.gtid().isEmpty() || position.gtid().isEmpty()) {
            return !before.gtid().isEmpty();
        }
        // The shards of another server are others of the same name.
        return GtidNumbers.server(before.gtid()).equals(GtidNumbers.server(position.gtid()))
                && (GtidNumbers.last(position.gtid()) < GtidNumbers.last(before.gtid())
                        || !position.finishedTables().containsAll(before.finishedTables()));
    }
}
