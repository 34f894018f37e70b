// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
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

    private final Semaphore activity = new Semaphore(0);
    private final List<Shard> shards;
    private final Map<Shard, String> positions = new HashMap<>();

    CurrentPositions(List<Shard> shards) {
        this.shards = shards;
    }

    /** Called by any thread when the stream has something new. */
    void wakeUp() {
        activity.release();
    }

    /** Blocks until every shard has answered, or the call ends. */
    Map<Shard, String> await(VStreamCall call) {
        try {
            while (!positions.keySet().containsAll(shards)) {
                byte[] response = call.poll();
                if (response != null) {
                    read(response);
                } else {
                    activity.acquire();
                }
            }
            return Map.copyOf(positions);
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
        if (!shardGtid.getGtid().equals(VStreamRequests.CURRENT)) {
            positions.putIfAbsent(
                    new Shard(shardGtid.getKeyspace(), shardGtid.getShard()), shardGtid.getGtid());
        }
    }
}
