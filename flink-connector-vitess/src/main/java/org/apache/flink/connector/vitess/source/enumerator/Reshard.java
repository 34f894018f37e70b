// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * How far one switch of a Reshard has been followed. Immutable; stored in checkpoints.
 *
 * @param journal the journal of the switch
 * @param ends the participants of which all was emitted, by name
 * @param started the targets that readers have, by name
 */
@Internal
public record Reshard(
        ReshardJournal journal, SortedMap<String, End> ends, SortedSet<String> started) {

    /**
     * The end of a participant.
     *
     * @param position where it stood; how far its tables are copied is of use to the targets
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

    /** Whether all participants have ended, and readers have all targets. */
    boolean isComplete() {
        return ends.keySet().equals(journal.participants())
                && started.equals(journal.targets().keySet());
    }

    /** How many targets no reader has yet. */
    int waiting() {
        return journal.targets().size() - started.size();
    }

    /** Whether nothing is known any more. */
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
