// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.config.Resnapshot;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;

/**
 * How far one switch of a Reshard has been followed. Immutable; stored in checkpoints.
 *
 * <p>A merge of shards whose copies have come to different places cannot be followed: which rows of
 * the merged shard were already emitted cannot be determined. It is held back then. The
 * participants continue past their journal, where all changes come by reverse replication, and
 * finish their copies; they follow the next switch.
 *
 * @param journal the journal of the switch
 * @param ends the participants of which all was emitted, by name
 * @param started the shards that continue and that readers have, by name: targets, or participants
 *     of a switch that is held back
 */
@Internal
public record Reshard(
        ReshardJournal journal, SortedMap<String, End> ends, SortedSet<String> started) {

    /**
     * The end of a participant.
     *
     * @param position where it ended; how far its tables are copied is of use to the targets
     * @param reader the reader that has emitted all of it; empty once a complete checkpoint holds
     *     that, as no failure can bring any of it back then
     */
    @Internal
    public record End(ShardPosition position, OptionalInt reader) {

        /** Whether a complete checkpoint holds it. */
        public boolean isStored() {
            return reader.isEmpty();
        }

        End stored() {
            return new End(position, OptionalInt.empty());
        }
    }

    public Reshard {
        ends = Collections.unmodifiableSortedMap(new TreeMap<>(ends));
        started = Collections.unmodifiableSortedSet(new TreeSet<>(started));
    }

    static Reshard begun(ReshardJournal journal) {
        return new Reshard(journal, new TreeMap<>(), new TreeSet<>());
    }

    /** Whether all participants have ended. */
    boolean hasEnded() {
        return ends.keySet().equals(journal.participants());
    }

    /**
     * Whether the participants continue instead of the targets. Certain once all ends are stored.
     */
    public boolean isHeldBack() {
        return hasEnded()
                && Collections.disjoint(started, journal.targets().keySet())
                && journal.targets().keySet().stream().anyMatch(this::isTornApart);
    }

    /** Whether the copies of a target's participants have come to different places. */
    private boolean isTornApart(String target) {
        return journal.sourcesOf(target).stream().map(this::copies).distinct().count() > 1;
    }

    private Map<String, TableCopy> copies(String participant) {
        Map<String, TableCopy> begun =
                new TreeMap<>(ends.get(participant).position().tables().asMap());
        begun.values().removeIf(NotStarted.class::isInstance);
        return begun;
    }

    /** The shards that continue, with the GTID set of each. */
    SortedMap<String, String> successors() {
        if (!isHeldBack()) {
            return journal.targets();
        }
        SortedMap<String, String> participants = new TreeMap<>();
        ends.forEach((shard, end) -> participants.put(shard, end.position().gtid()));
        return participants;
    }

    /** Whether all participants have ended, and readers have all shards that continue. */
    boolean isComplete() {
        return hasEnded() && started.equals(successors().keySet());
    }

    /** The shards that continue and that no reader has yet. */
    SortedSet<String> waiting() {
        SortedSet<String> waiting = new TreeSet<>(successors().keySet());
        waiting.removeAll(started);
        return waiting;
    }

    /**
     * The same with a request to copy tables again carried out at the ends. Participants that
     * continue instead of the targets do so because of the copies at their ends, so those stay as
     * they are; their readers carry out the request.
     */
    Reshard withResnapshot(Resnapshot resnapshot) {
        boolean heldBack = isHeldBack();
        SortedMap<String, End> changed = new TreeMap<>();
        ends.forEach(
                (shard, end) ->
                        changed.put(
                                shard,
                                new End(
                                        heldBack
                                                ? resnapshot.toDoAt(end.position())
                                                : resnapshot.at(
                                                        new Shard(journal.keyspace(), shard),
                                                        end.position()),
                                        end.reader())));
        return withEnds(changed);
    }

    /** Whether nothing is known. */
    boolean isEmpty() {
        return ends.isEmpty() && started.isEmpty();
    }

    Reshard withEnds(SortedMap<String, End> newEnds) {
        return new Reshard(journal, newEnds, started);
    }

    Reshard withStarted(SortedSet<String> newStarted) {
        return new Reshard(journal, ends, newStarted);
    }
}
