// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * Notices shards that are read behind their journal, as the source began at them just when they
 * stopped to serve. Nothing looks wrong then: as long as the Reshard is not completed, all changes
 * come back to them by reverse replication, and behind that none.
 *
 * <p>Where a shard stands after it was seen not to serve is behind its journal, so a split that
 * gets there without one has missed it.
 */
final class ServingWatch {

    private final Set<Shard> asked = new HashSet<>();
    private final Map<Shard, GtidSet> behindJournal = new HashMap<>();

    /**
     * Asks which of the shards do not serve, and where they stand. Blocks.
     *
     * @return the positions, by the shards that do not serve
     */
    static Map<Shard, String> notServing(VitessSourceConfig config, Set<Shard> read) {
        Map<Shard, String> positions = new HashMap<>();
        try (VitessClient client = new VitessClient(config.connection())) {
            Set<Shard> gone = new TreeSet<>(read);
            gone.removeAll(client.shards(config.keyspace()));
            if (!gone.isEmpty()) {
                List<String> tables =
                        config.tables()
                                .resolve(config.keyspace(), client.tables(config.keyspace()));
                for (Shard shard : gone) {
                    positions.put(
                            shard, client.currentPosition(shard, tables, config.tabletType()));
                }
            }
        }
        return positions;
    }

    /** These shards, which are read, are asked for. */
    void ask(Set<Shard> read) {
        asked.clear();
        asked.addAll(read);
    }

    /** What was asked for has come, unless the shards have ended since. */
    void answer(Map<Shard, String> notServing) {
        notServing.forEach(
                (shard, gtid) -> {
                    if (asked.contains(shard)) {
                        behindJournal.putIfAbsent(shard, GtidSet.parse(gtid));
                    }
                });
    }

    /** A shard has ended with its journal. It may come back later, as another split. */
    void ended(Shard shard) {
        asked.remove(shard);
        behindJournal.remove(shard);
    }

    /**
     * Looks at the splits of a checkpoint that are read.
     *
     * @throws IllegalStateException if one lies behind its journal
     */
    void check(Collection<VitessSplit> splits) {
        for (VitessSplit split : splits) {
            GtidSet behind = behindJournal.get(split.shard());
            if (behind != null
                    && split.journal().isEmpty()
                    && !split.position().gtid().isEmpty()
                    && GtidSet.parse(split.position().gtid()).contains(behind)) {
                throw new IllegalStateException(
                        String.format(
                                "Shard %s was resharded and does not serve any more, but is read at"
                                        + " position '%s', behind the switch: the source started at"
                                        + " that moment, or from a position behind it. Once the"
                                        + " Reshard is completed, no more changes would come: start"
                                        + " anew without state",
                                split.shard(), split.position().gtid()));
            }
        }
    }
}
