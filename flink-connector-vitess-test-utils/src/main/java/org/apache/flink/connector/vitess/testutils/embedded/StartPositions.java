// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;

/** Finds out which shards a request means. All failures are vtgate's own. */
final class StartPositions {
    private static final String CURRENT = "current";

    private final EmbeddedVitess vitess;

    StartPositions(EmbeddedVitess vitess) {
        this.vitess = vitess;
    }

    List<ShardGtid> resolve(VGtid vgtid) {
        if (vgtid.getShardGtidsCount() == 0) {
            throw failed(
                    Status.Code.INVALID_ARGUMENT,
                    "vgtid must have at least one value with a starting position in ShardGtids");
        }
        List<ShardGtid> resolved = new ArrayList<>();
        for (ShardGtid start : withKeyspaces(vgtid)) {
            if (start.getShard().isEmpty()) {
                addShards(start, vgtid, resolved);
            } else {
                resolved.add(start);
            }
        }
        return resolved;
    }

    private List<ShardGtid> withKeyspaces(VGtid vgtid) {
        ShardGtid first = vgtid.getShardGtids(0);
        boolean all = first.getKeyspace().isEmpty();
        if (vgtid.getShardGtidsCount() > 1 || !all && !first.getKeyspace().startsWith("/")) {
            return vgtid.getShardGtidsList();
        }
        if (all && !first.getGtid().equals(CURRENT)) {
            throw failed(
                    Status.Code.INVALID_ARGUMENT,
                    "for an empty keyspace, the Gtid value must be 'current': "
                            + Errors.print(vgtid));
        }
        Pattern pattern = Pattern.compile(first.getKeyspace().replaceAll("^/+|/+$", ""));
        return vitess.keyspaces().stream()
                .filter(keyspace -> pattern.matcher(keyspace.name()).find())
                .map(keyspace -> start(keyspace.name(), "", first.getGtid()))
                .toList();
    }

    private void addShards(ShardGtid start, VGtid vgtid, List<ShardGtid> resolved) {
        if (!start.getGtid().isEmpty() && !start.getGtid().equals(CURRENT)) {
            throw failed(
                    Status.Code.INVALID_ARGUMENT,
                    "if shards are unspecified, the Gtid value must be 'current' or empty; got: "
                            + Errors.print(vgtid));
        }
        EmbeddedKeyspace keyspace = vitess.findKeyspace(start.getKeyspace());
        if (keyspace == null) {
            throw failed(
                    Status.Code.UNKNOWN,
                    "failed to get shards in keyspace %s: keyspace %s fetch error: node doesn't exist: keyspaces/%s/SrvKeyspace"
                            .formatted(
                                    start.getKeyspace(), start.getKeyspace(), start.getKeyspace()));
        }
        keyspace.shards().stream()
                .filter(EmbeddedShard::isServing)
                .map(shard -> start(shard.keyspace(), shard.name(), start.getGtid()))
                .forEach(resolved::add);
    }

    private static ShardGtid start(String keyspace, String shard, String gtid) {
        return ShardGtid.newBuilder().setKeyspace(keyspace).setShard(shard).setGtid(gtid).build();
    }

    private static StreamFailure failed(Status.Code code, String message) {
        return StreamFailure.ofVtgate(code, "failed to resolve vstream parameters: " + message);
    }
}
