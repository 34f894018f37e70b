// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;

/** Reads streams with the connector's own client, and keeps the bytes. */
final class Streams implements AutoCloseable {

    private static final long BUFFER = 1L << 30;
    private static final long MOST_SECONDS = 60;

    private final VitessClient client;

    Streams(VitessClient client) {
        this.client = client;
    }

    /**
     * The responses from a position to another one, or to the last of a copy.
     *
     * @param end the GTID set after which to end; null for the end of the copy
     */
    List<byte[]> read(Shard shard, ShardPosition start, String end) {
        List<byte[]> responses = new ArrayList<>();
        read(shard, start, end, responses::add);
        return responses;
    }

    /** The bytes of these responses. */
    long bytes(Shard shard, ShardPosition start, String end) {
        AtomicLong bytes = new AtomicLong();
        read(shard, start, end, response -> bytes.addAndGet(response.length));
        return bytes.get();
    }

    private void read(
            Shard shard, ShardPosition start, String end, java.util.function.Consumer<byte[]> out) {
        Semaphore activity = new Semaphore(0);
        MemoryBudget.Share share = new MemoryBudget(BUFFER).share(activity::release);
        VStreamCall call =
                client.stream(shard, start, TabletType.PRIMARY, share, activity::release);
        try {
            boolean ended = false;
            while (!ended) {
                byte[] response = call.poll();
                if (response == null) {
                    await(activity);
                } else if (end == null && endsCopy(response)) {
                    ended = true;
                } else if (!isHeartbeat(response)) {
                    out.accept(response);
                    share.release(share.handOver());
                    ended = endsAt(response, end);
                }
            }
        } finally {
            call.cancel();
        }
    }

    private static void await(Semaphore activity) {
        try {
            if (!activity.tryAcquire(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("vtgate sends nothing");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The table in copy is named until its copy is finished. */
    private static boolean endsCopy(byte[] response) {
        return positions(response).stream().anyMatch(position -> position.getTablePKsCount() == 0);
    }

    private static boolean isHeartbeat(byte[] response) {
        return Recording.parse(response).getEventsList().stream()
                .allMatch(event -> event.getType() == VEventType.HEARTBEAT);
    }

    private static boolean endsAt(byte[] response, String end) {
        return positions(response).stream().anyMatch(position -> position.getGtid().equals(end));
    }

    private static List<ShardGtid> positions(byte[] response) {
        return Recording.parse(response).getEventsList().stream()
                .filter(VEvent::hasVgtid)
                .flatMap(event -> event.getVgtid().getShardGtidsList().stream())
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
