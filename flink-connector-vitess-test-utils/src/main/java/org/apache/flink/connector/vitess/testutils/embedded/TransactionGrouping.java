// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;

/**
 * Collects the packets of one tablet until a transaction is complete, then sends each as a
 * response. When the tablet fails or its shard is deleted, what is not complete is dropped.
 */
final class TransactionGrouping implements PacketSink {
    private final VtgateStream call;
    private final EmbeddedShard shard;
    private final ShardCursor cursor;
    private final StreamOptions options;
    private List<List<VEvent>> packets = new ArrayList<>();
    private volatile boolean tabletFailed;
    private boolean endedByTablet;

    TransactionGrouping(
            VtgateStream call, EmbeddedShard shard, ShardCursor cursor, StreamOptions options) {
        this.call = call;
        this.shard = shard;
        this.cursor = cursor;
        this.options = options;
    }

    /** Of the tablet's shard. */
    ShardCursor cursor() {
        return cursor;
    }

    @Override
    public boolean isOpen() {
        endedByTablet |= tabletFailed || shard.isDeleted();
        return !endedByTablet;
    }

    /** Ends this stream before the tablet's next packet. Any thread may call it. */
    void failTablet() {
        tabletFailed = true;
    }

    /** Whether the stream has ended since the tablet failed, and so continues with another one. */
    boolean endedByTablet() {
        return endedByTablet;
    }

    @Override
    public boolean accept(List<VEvent> packet) throws InterruptedException {
        if (!isOpen()) {
            return false;
        }
        VEvent last = packet.get(packet.size() - 1);
        if (packet.size() > 1 && packet.get(1).hasJournal()) {
            return journal(packet);
        }
        packets.add(packet);
        return switch (last.getType()) {
            case COMMIT, DDL, OTHER -> flush();
            case COPY_COMPLETED -> copyCompleted(last);
            default -> true;
        };
    }

    private boolean copyCompleted(VEvent event) throws InterruptedException {
        if (call.copied(cursor)) {
            VEvent all = VEvent.newBuilder().setType(VEventType.COPY_COMPLETED).build();
            packets.set(packets.size() - 1, List.of(event, all));
        }
        return flush();
    }

    private boolean journal(List<VEvent> packet) throws InterruptedException {
        Journal journal = packet.get(1).getJournal();
        if (options.sendsJournals()) {
            packets.add(packet);
            if (call.losesJournal(cursor, journal) || !flush()) {
                return false;
            }
        }
        call.passJournal(cursor, journal);
        return false;
    }

    private boolean flush() throws InterruptedException {
        List<List<VEvent>> complete = packets;
        packets = new ArrayList<>();
        return call.send(this, complete);
    }
}
