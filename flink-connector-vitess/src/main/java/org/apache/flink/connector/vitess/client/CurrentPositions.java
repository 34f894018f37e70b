// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
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

    /**
     * Blocks until every shard has answered, or the call ends.
     *
     * @param options with a deadline
     */
    Map<Shard, String> read(Channels.Route route, CallOptions options, VStreamRequest request) {
        // Holds one response at a time.
        MemoryBudget.Share share = new MemoryBudget(MemoryBudget.USUAL).share(activity::release);
        VStreamCall call =
                VStreamCall.start(action(), route, options, request, share, activity::release);
        try {
            return await(call, share);
        } finally {
            call.cancel();
        }
    }

    private String action() {
        return "read the current positions of the shards " + shards;
    }

    private Map<Shard, String> await(VStreamCall call, MemoryBudget.Share share) {
        try {
            while (!positions.keySet().containsAll(shards)) {
                byte[] response = call.poll();
                if (response != null) {
                    read(response);
                    share.release(share.handOver());
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
            throw Answers.unexpected(action(), "with what is no VStreamResponse", e);
        }
    }

    private void keep(ShardGtid shardGtid) {
        String gtid = shardGtid.getGtid();
        Shard shard = new Shard(shardGtid.getKeyspace(), shardGtid.getShard());
        if (gtid.equals(VStreamRequests.CURRENT) || !shards.contains(shard)) {
            return;
        }
        if (gtid.indexOf('/') <= 0) {
            throw Answers.unexpected(
                    action(), "with the GTID set '" + gtid + "' of shard " + shard, null);
        }
        positions.putIfAbsent(shard, gtid);
    }
}
