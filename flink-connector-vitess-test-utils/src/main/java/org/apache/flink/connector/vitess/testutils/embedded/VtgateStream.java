// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;

/** vtgate's side of one VStream call: merges the streams of its shards, one thread each. */
final class VtgateStream {
    private final EmbeddedVitess vitess;
    private final StreamOptions options;
    private final ResponseStream responses;
    private final List<ShardRunner> runners = new CopyOnWriteArrayList<>();
    // One transaction's responses are not mixed with another's; also guards all below.
    private final ReentrantLock order = new ReentrantLock();
    private final List<ShardCursor> cursors = new ArrayList<>();
    private final Map<Long, JournalGate> gates = new HashMap<>();
    private final List<ShardCursor> copied = new ArrayList<>();
    private boolean ended;

    VtgateStream(
            EmbeddedVitess vitess,
            StreamOptions options,
            ServerCallStreamObserver<VStreamResponse> observer) {
        this.vitess = vitess;
        this.options = options;
        this.responses = new ResponseStream(observer, () -> vitess.ended(this));
    }

    List<String> filters() {
        return options.rules().filters();
    }

    void start(List<ShardGtid> starts) {
        order.lock();
        try {
            List<ShardCursor> added = starts.stream().map(ShardCursor::new).toList();
            cursors.addAll(added);
            added.forEach(this::start);
        } finally {
            order.unlock();
        }
    }

    private void start(ShardCursor cursor) {
        ShardRunner runner = new ShardRunner(vitess, this, options, cursor);
        if (!ended) {
            runners.add(runner);
            runner.start();
        }
    }

    /** Where the client is in a shard. */
    ShardGtid position(ShardCursor cursor) {
        order.lock();
        try {
            return cursor.toProto();
        } finally {
            order.unlock();
        }
    }

    /** Sends one shard's packets with nothing between them; false if the call has ended. */
    boolean send(TransactionGrouping tablet, List<List<VEvent>> packets)
            throws InterruptedException {
        order.lockInterruptibly();
        try {
            for (List<VEvent> packet : packets) {
                if (!responses.send(withVgtids(tablet.cursor(), packet))) {
                    return false;
                }
                vitess.faults().afterResponse().ifPresent(fault -> suffer(fault, tablet));
            }
            return true;
        } finally {
            order.unlock();
        }
    }

    private void suffer(Fault fault, TransactionGrouping tablet) {
        if (fault instanceof Fault.Fail fail) {
            fail(fail.status());
        } else {
            tablet.failTablet();
        }
    }

    private List<VEvent> withVgtids(ShardCursor cursor, List<VEvent> packet) {
        List<VEvent> events = new ArrayList<>(packet.size());
        for (VEvent event : packet) {
            boolean moves =
                    event.getType() == VEventType.GTID || event.getType() == VEventType.LASTPK;
            if (moves) {
                cursor.advance(event);
            }
            events.add(moves ? vgtid(event) : event);
        }
        return events;
    }

    private VEvent vgtid(VEvent event) {
        return VEvent.newBuilder()
                .setType(VEventType.VGTID)
                .setVgtid(
                        VGtid.newBuilder()
                                .addAllShardGtids(
                                        cursors.stream().map(ShardCursor::toProto).toList()))
                .setKeyspace(event.getKeyspace())
                .setShard(event.getShard())
                .build();
    }

    /** Returns true if this was the last shard to finish its copy. */
    boolean copied(ShardCursor cursor) throws InterruptedException {
        order.lockInterruptibly();
        try {
            copied.add(cursor);
            return copied.containsAll(cursors);
        } finally {
            order.unlock();
        }
    }

    /** Ends the call in place of the response with the journal, if that is the fault to come. */
    boolean losesJournal(ShardCursor cursor, Journal journal) throws InterruptedException {
        if (!vitess.faults().losesJournal()) {
            return false;
        }
        order.lockInterruptibly();
        try {
            // Fails if participants are missing, as it would after the response.
            JournalGate.participants(journal, cursor, cursors);
        } finally {
            order.unlock();
        }
        fail(Status.UNAVAILABLE.withDescription("Network closed for unknown reason"));
        return true;
    }

    /** Waits for the other participants; the last to come continues to the new shards. */
    void passJournal(ShardCursor cursor, Journal journal) throws InterruptedException {
        JournalGate gate;
        order.lockInterruptibly();
        try {
            gate = gates.get(journal.getId());
            if (gate == null) {
                gate = new JournalGate(journal, cursor, cursors);
                gates.put(journal.getId(), gate);
            }
            if (gate.arrive(cursor)) {
                if (!options.flags().getStopOnReshard()) {
                    cursors.removeIf(gate::has);
                    start(journal.getShardGtidsList());
                }
                gate.open();
            }
        } finally {
            order.unlock();
        }
        gate.await();
    }

    void heartbeat() {
        int seconds = options.flags().getHeartbeatInterval();
        if (seconds > 0 && order.tryLock()) {
            try {
                responses.heartbeat(seconds * 1_000_000_000L);
            } finally {
                order.unlock();
            }
        }
    }

    /** The tablets of all shards fail. */
    void failTablets() {
        runners.forEach(ShardRunner::failTablet);
    }

    /** Ends the call for the client. */
    void fail(Status status) {
        responses.fail(status);
        vitess.ended(this);
    }

    /** Ends the threads. */
    void stop() {
        order.lock();
        try {
            ended = true;
        } finally {
            order.unlock();
        }
        runners.forEach(ShardRunner::interrupt);
    }

    void awaitEnd() throws InterruptedException {
        for (ShardRunner runner : runners) {
            runner.join();
        }
    }
}
