// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;

/**
 * Waits until a stream of all shards from {@code current} has named a position for each.
 *
 * <p>Every VGTID lists all shards; those that have not answered yet still say {@code current}.
 */
final class CurrentPositions {

    private static final String UNANSWERED = "current";

    private final Semaphore activity = new Semaphore(0);
    private final List<Shard> shards;
    private final Map<Shard, String> positions = new HashMap<>();

    CurrentPositions(List<Shard> shards) {
        this.shards = shards;
    }

    /** Tells that the stream has something new. Any thread. */
    void wakeUp() {
        activity.release();
    }

    Map<Shard, String> await(VStreamCall call, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!positions.keySet().containsAll(shards)) {
            byte[] response = call.poll();
            if (response != null) {
                read(response);
            } else if (!await(deadline - System.nanoTime())) {
                throw new VitessException(
                        String.format(
                                "Of the shards %s only %s told their position within %s: raise"
                                        + " 'connect.timeout' or check the tablets of the others",
                                shards, positions.keySet(), timeout));
            }
        }
        return Map.copyOf(positions);
    }

    private boolean await(long nanos) {
        try {
            return activity.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VitessException("Interrupted while waiting for the shards' positions", e);
        }
    }

    private void read(byte[] response) {
        try {
            for (VEvent event : VStreamResponse.parseFrom(response).getEventsList()) {
                event.getVgtid().getShardGtidsList().forEach(this::keep);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new VitessException("vtgate's answer is no VStreamResponse", e);
        }
    }

    private void keep(ShardGtid shardGtid) {
        if (!shardGtid.getGtid().equals(UNANSWERED)) {
            positions.putIfAbsent(
                    new Shard(shardGtid.getKeyspace(), shardGtid.getShard()), shardGtid.getGtid());
        }
    }
}
