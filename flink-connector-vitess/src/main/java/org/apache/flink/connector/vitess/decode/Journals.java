// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.KeyspaceShard;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;

/** Reads JOURNAL events. */
final class Journals {

    private Journals() {}

    /**
     * The journal of a switch within a keyspace.
     *
     * @param shard the shard in whose log it stands
     */
    static ReshardJournal read(Shard shard, Journal journal) {
        SortedSet<String> participants = new TreeSet<>();
        for (KeyspaceShard participant : journal.getParticipantsList()) {
            requireSameKeyspace(shard, participant.getKeyspace(), journal);
            participants.add(participant.getShard());
        }
        SortedMap<String, String> targets = new TreeMap<>();
        for (ShardGtid target : journal.getShardGtidsList()) {
            requireSameKeyspace(shard, target.getKeyspace(), journal);
            targets.put(target.getShard(), target.getGtid());
        }
        return new ReshardJournal(shard.keyspace(), journal.getId(), participants, targets);
    }

    private static void requireSameKeyspace(Shard shard, String keyspace, Journal journal) {
        if (!keyspace.equals(shard.keyspace())) {
            throw new IllegalStateException(
                    "journal "
                            + journal.getId()
                            + " leads to keyspace '"
                            + keyspace
                            + "', which no Reshard does");
        }
    }
}
