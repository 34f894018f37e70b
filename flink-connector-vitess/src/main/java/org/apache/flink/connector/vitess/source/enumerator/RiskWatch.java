// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.flink.connector.vitess.client.FoundRisk;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks periodically whether the captured tables have a new {@link Risk}: a setting of MySQL, an
 * ALTER or a MoveTables can bring one at any time, and the stream does not show it. Lives in the
 * coordinator thread; only {@link #ask} blocks, elsewhere.
 */
final class RiskWatch {

    private static final Logger LOG = LoggerFactory.getLogger(RiskWatch.class);

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final VitessSourceConfig config;
    private final LongSupplier nanoTime;

    /** The tables that each shard is read for, as far as they are known. */
    private final Map<Shard, Set<String>> tables = new HashMap<>();

    private final Set<FoundRisk> reported = new HashSet<>();

    /** MoveTables refuses statements before the reverse replication runs, so it takes two looks. */
    private Set<FoundRisk> suspected = Set.of();

    private boolean answered = true;

    /** When to ask again. */
    private long next;

    RiskWatch(VitessSourceConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** These splits are read. */
    void reads(Collection<VitessSplit> splits) {
        tables.clear();
        splits.stream()
                .filter(split -> split.journal().isEmpty())
                .forEach(
                        split ->
                                tables.put(
                                        split.shard(),
                                        new TreeSet<>(split.position().tables().names())));
    }

    /** What to ask for now: the tables of the shards that are read, or nothing. */
    Map<Shard, Set<String>> due(Set<Shard> read) {
        Map<Shard, Set<String>> asked = new HashMap<>(tables);
        asked.keySet().retainAll(read);
        if (asked.isEmpty() || nanoTime.getAsLong() - next < 0) {
            return Map.of();
        }
        next = nanoTime.getAsLong() + INTERVAL.toNanos();
        return asked;
    }

    /** Asks each shard. Blocks. */
    static List<FoundRisk> ask(
            VitessClient client, VitessSourceConfig config, Map<Shard, Set<String>> tables) {
        List<FoundRisk> found = new ArrayList<>();
        tables.forEach(
                (shard, its) ->
                        found.addAll(client.risks(shard, config.tabletType(), its, config.rows())));
        if (!config.tables().acceptedRisks().contains(Risk.MOVED_TABLES)) {
            tables.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .flatMap(entry -> client.movedTables(entry.getKey(), entry.getValue()).stream())
                    .findFirst()
                    .ifPresent(found::add);
        }
        return found;
    }

    /**
     * Takes the answer.
     *
     * @throws RuntimeException if it has a risk that is not accepted
     */
    void answer(List<FoundRisk> found, Throwable failure) {
        if (failure != null) {
            if (answered) {
                LOG.warn(
                        "Keyspace {}: cannot check for changes that would be missing, trying"
                                + " again every {}: {}",
                        config.keyspace(),
                        INTERVAL,
                        failure.getMessage());
            }
            answered = false;
            return;
        }
        answered = true;
        List<FoundRisk> certain =
                found.stream()
                        .filter(
                                risk ->
                                        risk.risk() != Risk.MOVED_TABLES
                                                || suspected.contains(risk))
                        .toList();
        suspected = Set.copyOf(found);
        if (certain.size() < found.size()) {
            next = nanoTime.getAsLong();
        }
        FoundRisk.requireAccepted(certain, config.tables().acceptedRisks()).stream()
                .filter(reported::add)
                .forEach(risk -> LOG.warn("Accepted: {}", risk.message()));
    }
}
