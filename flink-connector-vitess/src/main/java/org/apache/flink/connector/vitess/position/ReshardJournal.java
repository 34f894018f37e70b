// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;

/**
 * What Vitess writes into the log of each shard that stops serving when a Reshard switches its
 * traffic: the shard ends here, and the targets continue. Two journals are of one switch if they
 * are equal; the id alone may come back much later. Part of the source's state.
 *
 * @param keyspace the keyspace
 * @param id the same in all shards of one switch
 * @param participants the names of the shards that end
 * @param targets the position at which each shard that continues starts, by the shard's name: a
 *     GTID set with its flavor
 */
@Internal
public record ReshardJournal(
        String keyspace, long id, SortedSet<String> participants, SortedMap<String, String> targets)
        implements Comparable<ReshardJournal> {

    private static final Comparator<ReshardJournal> ORDER =
            Comparator.comparingLong(ReshardJournal::id).thenComparing(ReshardJournal::toString);

    public ReshardJournal {
        participants = Collections.unmodifiableSortedSet(new TreeSet<>(participants));
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
        if (participants.isEmpty() || targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "A journal from the shards " + participants + " to " + targets.keySet());
        }
    }

    /** The participants that hold keyspace ids of a target: all its rows come from these. */
    public List<String> sourcesOf(String target) {
        KeyRange range = KeyRange.of(target);
        return participants.stream().filter(shard -> KeyRange.of(shard).overlaps(range)).toList();
    }

    @Override
    public int compareTo(ReshardJournal other) {
        return ORDER.compare(this, other);
    }

    /** As it is logged: all that makes it different from others. */
    @Override
    public String toString() {
        return "journal " + id + " of " + keyspace + " from " + participants + " to " + targets;
    }
}
