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
import org.apache.flink.connector.vitess.config.Resnapshot;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.source.enumerator.CheckpointAssembler.AssembledCheckpoint;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * What the enumerator knows of splits that no reader reads, and how each event changes that.
 * Immutable, without Flink, clock or threads.
 *
 * @param unassigned the splits to deal out, by id; targets of reshards are not among them
 * @param tracker what is known of reshards
 */
record PendingSplits(SortedMap<String, VitessSplit> unassigned, ShardTracker tracker) {

    /**
     * What follows from a reader's report of an end.
     *
     * @param next what is known now
     * @param isStored whether a complete checkpoint holds the end: the reader need not keep it
     */
    record Reported(PendingSplits next, boolean isStored) {}

    PendingSplits {
        unassigned = Collections.unmodifiableSortedMap(new TreeMap<>(unassigned));
    }

    static PendingSplits of(Collection<VitessSplit> unassigned, ShardTracker tracker) {
        return new PendingSplits(new TreeMap<>(), tracker).plus(unassigned);
    }

    /** What is restored, with a request to copy tables again carried out. */
    static PendingSplits restored(VitessEnumeratorState state, Resnapshot resnapshot) {
        return of(
                state.unassigned().stream()
                        .map(
                                split ->
                                        split.withPosition(
                                                resnapshot.at(split.shard(), split.position())))
                        .toList(),
                state.reshards().restored(resnapshot));
    }

    private PendingSplits with(ShardTracker changed) {
        return new PendingSplits(unassigned, changed);
    }

    /** There are more splits to deal out. */
    PendingSplits plus(Collection<VitessSplit> more) {
        SortedMap<String, VitessSplit> all = new TreeMap<>(unassigned);
        more.forEach(split -> all.put(split.splitId(), split));
        return new PendingSplits(all, tracker);
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
    PendingSplits assigned(Collection<VitessSplit> dealt) {
        SortedMap<String, VitessSplit> left = new TreeMap<>(unassigned);
        dealt.forEach(split -> left.remove(split.splitId()));
        return new PendingSplits(left, tracker);
    }

    /** A target was given to a reader. */
    PendingSplits started(Start start) {
        return with(tracker.started(start.journal(), start.shard().name()));
    }

    /** A reader reported that it has emitted all of a split. */
    Reported reached(int reader, VitessSplit split) {
        ReshardJournal journal = split.journal().orElseThrow();
        String shard = split.shard().name();
        ShardTracker after = tracker.ended(journal, shard, split.position(), reader);
        return new Reported(with(after), after.isStored(journal, shard));
    }

    /** A complete checkpoint holds this. */
    PendingSplits stored(ShardTracker checkpoint) {
        return with(tracker.stored(checkpoint));
    }

    /** All parts of a complete checkpoint are known. */
    PendingSplits settled(AssembledCheckpoint assembled) {
        ShardTracker checkpoint = assembled.state().reshards();
        Set<ReshardJournal> kept =
                assembled.splits().stream()
                        .flatMap(split -> split.journal().stream())
                        .collect(Collectors.toSet());
        return with(tracker.stored(checkpoint).settled(checkpoint, kept));
    }

    /** A reader starts again from a complete checkpoint, which does not have these splits. */
    PendingSplits readerFailed(int reader, Collection<VitessSplit> splits) {
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
