// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.StartupOptions.Mode;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** Asks vtgate for the shards and tables that a job without state starts with. Blocks. */
final class ShardDiscovery {

    private ShardDiscovery() {}

    /** One split for each serving shard, at the position the startup options name. */
    static List<VitessSplit> discover(VitessSourceConfig config) {
        try (VitessClient client = new VitessClient(config.connection())) {
            List<Shard> shards = client.shards(config.keyspace());
            List<String> tables =
                    config.tables().resolve(config.keyspace(), client.tables(config.keyspace()));
            if (config.startup().mode() == Mode.INITIAL) {
                return shards.stream()
                        .map(shard -> new VitessSplit(shard, ShardPosition.beforeCopy(tables)))
                        .toList();
            }
            Map<Shard, String> positions =
                    client.currentPositions(shards, tables, config.tabletType());
            return shards.stream()
                    .map(
                            shard ->
                                    new VitessSplit(
                                            shard,
                                            ShardPosition.inLog(positions.get(shard), tables)))
                    .toList();
        }
    }
}
