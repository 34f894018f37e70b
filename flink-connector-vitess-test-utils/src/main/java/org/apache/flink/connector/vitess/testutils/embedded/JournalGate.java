// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;

/** Where the shards of one stream wait for each other at a journal that they all take part in. */
final class JournalGate {
    private final Set<ShardCursor> missing;
    private final Set<ShardCursor> participants;
    private final CountDownLatch open = new CountDownLatch(1);

    JournalGate(Journal journal, ShardCursor first, List<ShardCursor> stream) {
        this.participants = participants(journal, first, stream);
        this.missing = new HashSet<>(participants);
    }

    /** Fails, as vtgate does, when only some of the participants are in the stream. */
    static Set<ShardCursor> participants(
            Journal journal, ShardCursor first, List<ShardCursor> stream) {
        Set<ShardCursor> participants = new HashSet<>();
        for (ShardCursor cursor : stream) {
            if (journal.getParticipantsList().stream()
                    .anyMatch(p -> cursor.is(p.getKeyspace(), p.getShard()))) {
                participants.add(cursor);
            }
        }
        if (participants.size() < journal.getParticipantsCount()) {
            throw notAll(journal, first, stream);
        }
        return participants;
    }

    private static StreamFailure notAll(
            Journal journal, ShardCursor first, List<ShardCursor> stream) {
        return StreamFailure.ofVtgate(
                Status.Code.INTERNAL,
                "error in vstream for %s/%s on tablet %s: error getting journal event for shard GTID %s on tablet %s: not all journaling participants are in the stream: journal: %s, stream: %s"
                        .formatted(
                                first.keyspace(),
                                first.shard(),
                                Errors.TABLET,
                                Errors.print(first.toProto()),
                                Errors.TABLET,
                                journal.getParticipantsList().stream().map(Errors::print).toList(),
                                stream.stream().map(c -> Errors.print(c.toProto())).toList()));
    }

    /** Returns true for the last that arrives. */
    boolean arrive(ShardCursor cursor) {
        return missing.remove(cursor) && missing.isEmpty();
    }

    boolean has(ShardCursor cursor) {
        return participants.contains(cursor);
    }

    void open() {
        open.countDown();
    }

    void await() throws InterruptedException {
        open.await();
    }
}
