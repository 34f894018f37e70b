// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.enumerator.CheckpointAssembler.Whole;
import org.apache.flink.connector.vitess.source.enumerator.Reshard.End;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * What the enumerator knows of splits that no reader reads, and how each event changes that.
 * Immutable, without Flink, clock or threads.
 *
 * @param unassigned the splits to deal out, by id; targets of reshards are not among them
 * @param tracker what is known of reshards
 */
record KnownSplits(SortedMap<String, VitessSplit> unassigned, ShardTracker tracker) {

    /**
     * What follows from an event.
     *
     * @param next what is known now
     * @param stored the ends to acknowledge
     */
    record Reaction(KnownSplits next, List<Stored> stored) {}

    /** A reader need not keep this split any longer: a complete checkpoint holds its end. */
    record Stored(int reader, VitessSplit split) {}

    KnownSplits {
        unassigned = Collections.unmodifiableSortedMap(new TreeMap<>(unassigned));
    }

    static KnownSplits of(Collection<VitessSplit> unassigned, ShardTracker tracker) {
        return new KnownSplits(new TreeMap<>(), tracker).plus(unassigned);
    }

    private KnownSplits with(ShardTracker changed) {
        return new KnownSplits(unassigned, changed);
    }

    /** There are more splits to deal out. */
    KnownSplits plus(Collection<VitessSplit> more) {
        SortedMap<String, VitessSplit> all = new TreeMap<>(unassigned);
        more.forEach(split -> all.put(split.splitId(), split));
        return new KnownSplits(all, tracker);
    }

    /**
     * An even share of the splits to deal out.
     *
     * @param readers how many readers share them
     */
    List<VitessSplit> share(int readers) {
        return unassigned.values().stream()
                .limit((unassigned.size() + readers - 1) / readers)
                .toList();
    }

    /** Some were dealt out. */
    KnownSplits assigned(Collection<VitessSplit> dealt) {
        SortedMap<String, VitessSplit> left = new TreeMap<>(unassigned);
        dealt.forEach(split -> left.remove(split.splitId()));
        return new KnownSplits(left, tracker);
    }

    /** A target was given to a reader. */
    KnownSplits started(Start start) {
        return with(tracker.started(start.journal(), start.shard().name()));
    }

    /** A reader reported that it has emitted all of a split. */
    Reaction reached(int reader, VitessSplit split) {
        ReshardJournal journal = split.journal().orElseThrow();
        String shard = split.shard().name();
        ShardTracker after = tracker.ended(journal, shard, split.position(), reader);
        return new Reaction(
                with(after),
                after.isStored(journal, shard) ? List.of(new Stored(reader, split)) : List.of());
    }

    /** A complete checkpoint holds this. */
    Reaction stored(ShardTracker checkpoint) {
        ShardTracker after = tracker.stored(checkpoint);
        List<Stored> stored = new ArrayList<>();
        for (Reshard reshard : tracker.reshards().values()) {
            for (String shard : reshard.ends().keySet()) {
                End end = reshard.ends().get(shard);
                if (!end.isStored() && after.isStored(reshard.journal(), shard)) {
                    stored.add(
                            new Stored(
                                    end.reader().getAsInt(),
                                    new VitessSplit(
                                                    new Shard(reshard.journal().keyspace(), shard),
                                                    end.position())
                                            .resharded(reshard.journal())));
                }
            }
        }
        return new Reaction(with(after), stored);
    }

    /** All parts of a complete checkpoint are known. */
    Reaction settled(Whole whole) {
        Reaction reaction = stored(whole.state().reshards());
        Set<ReshardJournal> kept =
                whole.splits().stream()
                        .flatMap(split -> split.journal().stream())
                        .collect(Collectors.toSet());
        ShardTracker left = reaction.next.tracker.settled(whole.state().reshards(), kept);
        return new Reaction(reaction.next.with(left), reaction.stored);
    }

    /** A reader starts again from a complete checkpoint, which does not have these splits. */
    KnownSplits readerFailed(int reader, Collection<VitessSplit> splits) {
        ShardTracker left = tracker.readerFailed(reader);
        List<VitessSplit> others = new ArrayList<>();
        for (VitessSplit split : splits) {
            Optional<ReshardJournal> journal = left.startOf(split.shard(), split.position().gtid());
            if (journal.isPresent()) {
                left = left.cameBack(journal.get(), split.shard().name());
            } else {
                others.add(split);
            }
        }
        return with(left).plus(others);
    }
}
