// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.decode.VgtidJson;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.AtGtid;
import org.apache.flink.connector.vitess.position.EndPosition.CopyFinished;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** Asks vtgate for the shards and tables that a job without state starts with. Blocks. */
final class ShardDiscovery {

    private final VitessSourceConfig config;
    private final VitessClient client;
    private final List<Shard> shards;
    private final List<String> tables;

    private ShardDiscovery(VitessSourceConfig config, VitessClient client) {
        this.config = config;
        this.client = client;
        this.shards = client.shards(config.keyspace());
        this.tables = config.tables().resolve(config.keyspace(), client.tables(config.keyspace()));
    }

    /** One split for each serving shard, with the start and the end that the options name. */
    static List<VitessSplit> discover(VitessSourceConfig config) {
        try (VitessClient client = new VitessClient(config.connection())) {
            return new ShardDiscovery(config, client).splits();
        }
    }

    private List<VitessSplit> splits() {
        // The end comes first: a start at the same moment is then not behind it.
        Function<Shard, EndPosition> ends = ends();
        Function<Shard, ShardPosition> starts = starts();
        return shards.stream()
                .map(shard -> new VitessSplit(shard, starts.apply(shard), ends.apply(shard)))
                .toList();
    }

    private Function<Shard, ShardPosition> starts() {
        return switch (config.startup().mode()) {
            case INITIAL, SNAPSHOT -> shard -> ShardPosition.beforeCopy(tables);
            case LATEST_OFFSET -> {
                Map<Shard, String> now = now();
                yield shard -> ShardPosition.inLog(now.get(shard), tables);
            }
            case SPECIFIC_OFFSET -> {
                Map<Shard, ShardStart> starts =
                        Vgtids.ofShards(
                                "scan.startup.mode",
                                VgtidJson.parse(config.startup().vgtid()),
                                shards);
                yield shard -> Vgtids.position(starts.get(shard), tables);
            }
        };
    }

    private Function<Shard, EndPosition> ends() {
        return switch (config.bounded().mode()) {
            case UNBOUNDED -> {
                EndPosition end = config.isBounded() ? new CopyFinished() : new Never();
                yield shard -> end;
            }
            case LATEST_OFFSET -> {
                Map<Shard, String> now = now();
                yield shard -> new AtGtid(GtidSet.parse(now.get(shard)));
            }
            case SPECIFIC_OFFSET -> {
                Map<Shard, ShardStart> ends =
                        Vgtids.ofShards(
                                "scan.bounded.mode",
                                VgtidJson.parse(config.bounded().vgtid()),
                                shards);
                yield shard -> new AtGtid(GtidSet.parse(ends.get(shard).gtid()));
            }
        };
    }

    private Map<Shard, String> now() {
        return client.currentPositions(shards, tables, config.tabletType());
    }
}
