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

    /** The servers whose rows a server got by a reshard. */
    private final Map<String, Set<String>> sources = new HashMap<>();

    private Stored stored = new Stored(false, List.of(), List.of());

    /**
     * By server and table, the transaction behind which all changes come: that of the first
     * checkpoint behind the copy.
     */
    Map<String, Long> copied() {
        return copied;
    }

    /** The latest completed checkpoint. */
    Stored stored() {
        return stored;
    }

    /** A server serves rows of some others from now on. */
    void resharded(String server, Set<String> from) {
        sources.putIfAbsent(server, from);
    }

    /**
     * SPLITS: a checkpoint goes on with each part of the keyspace once, or with none before the
     * discovery. POS: no position goes back.
     */
    void checkpoint(Stored checkpoint) {
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
        if (!position.gtid().isEmpty()) {
            String server = GtidNumbers.server(position.gtid());
            long number = GtidNumbers.last(position.gtid());
            for (String table : position.finishedTables()) {
                copied.putIfAbsent(
                        server + "/" + table, isCopiedBefore(server, table) ? 0 : number);
            }
        }
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

    /** Whether a table was copied in all shards that the rows of a server come from. */
    private boolean isCopiedBefore(String server, String table) {
        Set<String> from = sources.getOrDefault(server, Set.of());
        return !from.isEmpty() && from.stream().allMatch(s -> copied.containsKey(s + "/" + table));
    }
}
