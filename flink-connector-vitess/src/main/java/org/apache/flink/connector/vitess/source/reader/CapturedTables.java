// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.client.FoundRisk;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings splits of a restored job in line with the tables that it captures now: new tables are to
 * be copied, those that are no longer captured stop. Any thread; may block.
 */
final class CapturedTables {

    private static final Logger LOG = LoggerFactory.getLogger(CapturedTables.class);

    private final VitessClient client;
    private final VitessSourceConfig config;

    /** The keyspace's tables; null until asked for. */
    private List<String> existing;

    CapturedTables(VitessClient client, VitessSourceConfig config) {
        this.client = client;
        this.config = config;
    }

    /**
     * The split's position with the current tables.
     *
     * @throws IllegalArgumentException if a pattern selects no table, or no captured one that is to
     *     be copied again, or the rows that were read before fulfil another condition
     */
    ShardPosition in(VitessSplit split) {
        ShardPosition position = split.position();
        requireSameRows(split);
        Set<String> before = position.tables().names();
        Set<String> captured =
                new TreeSet<>(
                        config.tables().resolveRestored(config.keyspace(), before, this::existing));
        config.tables().resnapshot().requireCaptured(config.keyspace(), captured);
        if (captured.equals(before)) {
            return position;
        }
        added(split.shard(), captured, before);
        LOG.info("Shard {}: captures {} from now on, before {}", split.shard(), captured, before);
        return position.withTables(captured);
    }

    /**
     * The captured tables that are new. They are checked, as {@code ShardDiscovery} does for the
     * tables of a job without state.
     *
     * @throws VitessException if one has a risk that is not accepted
     */
    Set<String> added(Shard shard, Collection<String> captured, Set<String> before) {
        Set<String> added = new TreeSet<>(captured);
        added.removeAll(before);
        if (!added.isEmpty()) {
            FoundRisk.requireAccepted(client, config, shard, added);
        }
        return added;
    }

    /** The tables of the keyspace that are captured now. */
    List<String> selected() {
        return config.tables().selectedOf(config.keyspace(), client.tables(config.keyspace()));
    }

    /** Rows that another condition selects were left out before, and would be missing. */
    private void requireSameRows(VitessSplit split) {
        String before = split.position().where();
        String now = config.rows().where();
        if (!before.equals(now)) {
            throw new IllegalArgumentException(
                    String.format(
                            "The restored job read %s of shard %s, but now it is to read %s: what"
                                    + " it left out before would be missing. Change the filter"
                                    + " back, or restart without state",
                            describe(before), split.shard(), describe(now)));
        }
    }

    private static String describe(String where) {
        return where.isEmpty() ? "all rows" : "only the rows with " + where;
    }

    /** Asked once, so that all shards of the reader capture the same tables. */
    private synchronized List<String> existing() {
        if (existing == null) {
            existing = client.tables(config.keyspace());
        }
        return existing;
    }
}
