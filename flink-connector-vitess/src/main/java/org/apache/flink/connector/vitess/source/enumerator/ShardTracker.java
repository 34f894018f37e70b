// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.config.Resnapshot;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.enumerator.Reshard.End;

/**
 * What is known of the unfinished reshards. Immutable, without Flink, clock or threads.
 *
 * <pre>
 *                      its reader failed
 *              ┌──────────────────────────────┐
 *              v                              │
 * participant  read ── reader reported ──> ended ── checkpoint complete ──> stored ──┐
 *                                                                                    │ forgotten, once a
 *                   ReshardPlanner                                                   ├ complete checkpoint
 * target       waiting ────────────────> started ────────────────────────────────────┘ has it in no reader
 *              ^                              │
 *              └──────────────────────────────┘
 *               came back from a failed reader
 * </pre>
 *
 * @param reshards each by its journal
 */
@Internal
public record ShardTracker(SortedMap<ReshardJournal, Reshard> reshards) {

    public ShardTracker {
        reshards = Collections.unmodifiableSortedMap(new TreeMap<>(reshards));
    }

    /** Nothing has been resharded. */
    public static ShardTracker empty() {
        return new ShardTracker(new TreeMap<>());
    }

    private ShardTracker with(Reshard reshard) {
        SortedMap<ReshardJournal, Reshard> changed = new TreeMap<>(reshards);
        if (reshard.isEmpty()) {
            changed.remove(reshard.journal());
        } else {
            changed.put(reshard.journal(), reshard);
        }
        return new ShardTracker(changed);
    }

    private ShardTracker withEach(UnaryOperator<Reshard> change) {
        ShardTracker changed = this;
        for (Reshard reshard : reshards.values()) {
            changed = changed.with(change.apply(reshard));
        }
        return changed;
    }

    /**
     * A reader reported that it has emitted all of a participant. One that is held back reaches its
     * journal again if an earlier state ends right before it; it continues from there.
     */
    ShardTracker ended(ReshardJournal journal, String shard, ShardPosition position, int reader) {
        Reshard reshard = reshards.getOrDefault(journal, Reshard.begun(journal));
        if (isStored(journal, shard)
                && reshard.ends().get(shard).position().gtid().equals(position.gtid())) {
            return this;
        }
        SortedMap<String, End> ends = new TreeMap<>(reshard.ends());
        ends.put(shard, new End(position, OptionalInt.of(reader)));
        SortedSet<String> started = new TreeSet<>(reshard.started());
        started.remove(shard);
        return with(reshard.withEnds(ends).withStarted(started));
    }

    /** Whether a complete checkpoint holds the end of a participant. */
    boolean isStored(ReshardJournal journal, String shard) {
        Reshard reshard = reshards.get(journal);
        return reshard != null
                && reshard.ends().containsKey(shard)
                && reshard.ends().get(shard).isStored();
    }

    /** A checkpoint is complete: what it holds of the ends known now is stored. */
    ShardTracker stored(ShardTracker checkpoint) {
        return withEach(
                reshard -> {
                    Reshard inCheckpoint = checkpoint.reshards.get(reshard.journal());
                    SortedMap<String, End> ends = new TreeMap<>(reshard.ends());
                    if (inCheckpoint != null) {
                        ends.replaceAll(
                                (shard, end) ->
                                        inCheckpoint.ends().containsKey(shard)
                                                ? end.stored()
                                                : end);
                    }
                    return reshard.withEnds(ends);
                });
    }

    /**
     * A reader starts again from a complete checkpoint, so it may emit again what is not stored.
     */
    ShardTracker readerFailed(int reader) {
        return withEach(
                reshard -> {
                    SortedMap<String, End> ends = new TreeMap<>(reshard.ends());
                    ends.values().removeIf(end -> end.reader().equals(OptionalInt.of(reader)));
                    return reshard.withEnds(ends);
                });
    }

    /** What is restored, with a request to copy tables again carried out. */
    ShardTracker restored(Resnapshot resnapshot) {
        return withEach(reshard -> reshard.withResnapshot(resnapshot));
    }

    /** A target was given to a reader. */
    ShardTracker started(ReshardJournal journal, String target) {
        Reshard reshard = reshards.get(journal);
        SortedSet<String> started = new TreeSet<>(reshard.started());
        started.add(target);
        return with(reshard.withStarted(started));
    }

    /** The reshard that started a shard at this GTID set; empty if none did. */
    Optional<ReshardJournal> startOf(Shard shard, String gtid) {
        return reshards.values().stream()
                .filter(reshard -> reshard.started().contains(shard.name()))
                .filter(reshard -> gtid.equals(reshard.successors().get(shard.name())))
                .map(Reshard::journal)
                .findFirst();
    }

    /** A target is no longer in any reader: it waits again. */
    ShardTracker cameBack(ReshardJournal journal, String target) {
        Reshard reshard = reshards.get(journal);
        SortedSet<String> started = new TreeSet<>(reshard.started());
        started.remove(target);
        return with(reshard.withStarted(started));
    }

    /**
     * Forgets the reshards that a complete checkpoint shows as finished.
     *
     * @param checkpoint what was known in it
     * @param kept the journals that some reader had in it, and would report again
     */
    ShardTracker settled(ShardTracker checkpoint, Set<ReshardJournal> kept) {
        SortedMap<ReshardJournal, Reshard> left = new TreeMap<>(reshards);
        checkpoint.reshards.values().stream()
                .filter(Reshard::isComplete)
                .filter(reshard -> !kept.contains(reshard.journal()))
                .forEach(reshard -> left.remove(reshard.journal()));
        return new ShardTracker(left);
    }
}
