// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.KeyspaceShard;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads JOURNAL events. */
final class Journals {

    private static final Logger LOG = LoggerFactory.getLogger(Journals.class);

    private Journals() {}

    /**
     * The journal at which a shard ends. One of MoveTables or of other shards is none: vtgate drops
     * the former, and the latter is only in the shard's log.
     *
     * @param shard the shard in whose log it is
     */
    static Optional<ReshardJournal> atEndOf(Shard shard, Journal journal) {
        if (journal.getMigrationType() != MigrationType.SHARDS) {
            return Optional.empty();
        }
        ReshardJournal read = read(shard, journal);
        if (read.participants().contains(shard.name())) {
            return Optional.of(read);
        }
        LOG.warn("Shard {}: not concerned by {}", shard, read);
        return Optional.empty();
    }

    private static ReshardJournal read(Shard shard, Journal journal) {
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
