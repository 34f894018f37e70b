// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices shards that are read past their journal, as the source started on them just when they
 * stopped serving. Nothing looks wrong then: until the Reshard is completed, all changes come back
 * to them by reverse replication, and after that none.
 *
 * <p>A shard's position after it was seen not to serve is past its journal, so a split that gets
 * there without one has missed it.
 *
 * <p>Used by the coordinator thread; a question runs in another, one at a time.
 */
final class ServingWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ServingWatch.class);

    /** What to do about a shard that is read past its journal. */
    static final String REVERSE =
            "run ReverseTraffic of that Reshard before it is completed, let all copies end, and"
                    + " then run SwitchTraffic again";

    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

    private final VitessSourceConfig config;
    private final SharedClient client;
    private final LongSupplier nanoTime;
    private long nextWarning;

    /** Whether a question is under way. */
    private boolean asking;

    /** The shards of the last question, without those that have ended since. */
    private final Set<Shard> asked = new HashSet<>();

    /** Whether the last question had no answer. */
    private boolean failing;

    private final Map<Shard, GtidSet> pastJournal = new HashMap<>();

    /**
     * Nothing was asked yet.
     *
     * @param nanoTime a clock that bounds the log
     */
    ServingWatch(VitessSourceConfig config, SharedClient client, LongSupplier nanoTime) {
        this.config = config;
        this.client = client;
        this.nanoTime = nanoTime;
        this.nextWarning = nanoTime.getAsLong();
    }

    /**
     * The next question: which of the shards do not serve, and their positions. It blocks, and its
     * outcome goes to {@link #answer}. Empty while another one is under way.
     *
     * @param read the shards that are read now
     */
    Optional<Supplier<Map<Shard, String>>> question(Set<Shard> read) {
        if (asking || read.isEmpty()) {
            return Optional.empty();
        }
        asking = true;
        asked.clear();
        asked.addAll(read);
        Set<Shard> shards = Set.copyOf(read);
        return Optional.of(() -> notServing(client.get(), shards));
    }

    private Map<Shard, String> notServing(VitessClient connected, Set<Shard> shards) {
        Set<Shard> gone = new TreeSet<>(shards);
        gone.removeAll(connected.shards(config.keyspace()));
        Map<Shard, String> positions = new HashMap<>();
        if (!gone.isEmpty()) {
            List<String> tables =
                    config.tables().resolve(config.keyspace(), connected.tables(config.keyspace()));
            for (Shard shard : gone) {
                positions.put(shard, connected.currentPosition(shard, tables, config.tabletType()));
            }
        }
        return positions;
    }

    /**
     * The question was answered, or failed.
     *
     * @param notServing the positions, by the shards that do not serve; null after a failure
     * @param failure null after an answer
     */
    void answer(Map<Shard, String> notServing, Throwable failure) {
        asking = false;
        if (failure != null) {
            failed(failure);
            return;
        }
        if (failing) {
            failing = false;
            LOG.info("Keyspace {}: it is known again which shards serve", config.keyspace());
        }
        for (Shard shard : asked) {
            if (!notServing.containsKey(shard)) {
                pastJournal.remove(shard);
            } else if (!pastJournal.containsKey(shard)) {
                LOG.info("Shard {} no longer serves, and is at '{}'", shard, notServing.get(shard));
                pastJournal.put(shard, GtidSet.parse(notServing.get(shard)));
            }
        }
    }

    private void failed(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "Keyspace {}: cannot determine which shards serve, asking again: {}",
                    config.keyspace(),
                    failure.getMessage());
        }
    }

    /** A shard has ended with its journal. It may come back later, as another split. */
    void ended(Shard shard) {
        asked.remove(shard);
        pastJournal.remove(shard);
    }

    /**
     * Looks at the splits of a checkpoint that are read. One that copies tables may be past its
     * journal until its copy ends, as in a merge that could not be followed.
     *
     * @throws IllegalStateException if another one is past its journal
     */
    void check(Collection<VitessSplit> splits) {
        List<VitessSplit> past = splits.stream().filter(this::isPastJournal).toList();
        List<Shard> copying =
                past.stream().filter(VitessSplit::isCopying).map(VitessSplit::shard).toList();
        if (!copying.isEmpty() && nanoTime.getAsLong() - nextWarning >= 0) {
            nextWarning = nanoTime.getAsLong() + WARNING_INTERVAL.toNanos();
            LOG.warn(
                    "The shards {} no longer serve, and are copied past their journals: {}",
                    copying,
                    REVERSE);
        }
        past.stream().filter(split -> !split.isCopying()).findFirst().ifPresent(this::fail);
    }

    private boolean isPastJournal(VitessSplit split) {
        GtidSet journal = pastJournal.get(split.shard());
        return journal != null
                && split.journal().isEmpty()
                && !split.position().gtid().isEmpty()
                && GtidSet.parse(split.position().gtid()).contains(journal);
    }

    private void fail(VitessSplit split) {
        throw new IllegalStateException(
                String.format(
                        "Shard %s was resharded and no longer serves, but is read at position"
                                + " '%s', past the switch: the source started at that moment, or"
                                + " from a later position, or copied tables in a merge. Once the"
                                + " Reshard is completed, no more changes would come: run"
                                + " ReverseTraffic of that Reshard, restore the job, and then run"
                                + " SwitchTraffic again; or restart without state",
                        split.shard(), split.position().gtid()));
    }
}
