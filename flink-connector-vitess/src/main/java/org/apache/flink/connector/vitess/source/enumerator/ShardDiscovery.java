// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.connector.vitess.client.FoundRisk;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.AtGtid;
import org.apache.flink.connector.vitess.position.EndPosition.CopyFinished;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;

/** Asks vtgate for the shards and tables that a job without state starts with. Blocks. */
final class ShardDiscovery {

    private final VitessSourceConfig config;
    private final VitessClient client;
    private final List<Shard> serving;
    private final List<String> tables;

    private ShardDiscovery(VitessSourceConfig config, VitessClient client) {
        this.config = config;
        this.client = client;
        this.serving = client.shards(config.keyspace());
        this.tables = config.tables().resolve(config.keyspace(), client.tables(config.keyspace()));
        config.tables().resnapshot().requireCaptured(config.keyspace(), tables);
    }

    /** One split for each serving shard, with the start and the end that the options name. */
    static List<VitessSplit> discover(VitessSourceConfig config) {
        try (VitessClient client = new VitessClient(config.connection(), config.retry())) {
            return new ShardDiscovery(config, client).splits();
        }
    }

    private List<VitessSplit> splits() {
        serving.forEach(shard -> FoundRisk.requireAccepted(client, config, shard, tables));
        // The end comes first: a start at the same moment is then not after it.
        Function<Shard, EndPosition> ends = ends();
        List<VitessSplit> splits = new ArrayList<>();
        starts().forEach(
                        (shard, start) ->
                                splits.add(
                                        new VitessSplit(
                                                shard, asConfigured(start), ends.apply(shard))));
        return splits;
    }

    /** A table can be copied again only at a restore: here, the request counts as carried out. */
    private ShardPosition asConfigured(ShardPosition start) {
        return start.withWhere(config.rows().where())
                .withResnapshot(config.tables().resnapshot().patterns());
    }

    private SortedMap<Shard, ShardPosition> starts() {
        SortedMap<Shard, ShardPosition> starts = new TreeMap<>();
        switch (config.startup().mode()) {
            case INITIAL, SNAPSHOT ->
                    serving.forEach(shard -> starts.put(shard, ShardPosition.beforeCopy(tables)));
            case LATEST_OFFSET ->
                    now().forEach(
                                    (shard, gtid) ->
                                            starts.put(shard, ShardPosition.inLog(gtid, tables)));
            case SPECIFIC_OFFSET ->
                    given().forEach(
                                    (shard, start) ->
                                            starts.put(shard, Vgtids.position(start, tables)));
        }
        return starts;
    }

    /** A bounded job names an end for each serving shard, so it cannot begin at others. */
    private Map<Shard, ShardStart> given() {
        Vgtid vgtid = VgtidJson.parse(config.startup().vgtid());
        return config.isBounded()
                ? Vgtids.ofShards("scan.startup.mode", vgtid, serving)
                : Vgtids.startShards("scan.startup.mode", vgtid, serving);
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
                                serving);
                yield shard -> new AtGtid(GtidSet.parse(ends.get(shard).gtid()));
            }
        };
    }

    private Map<Shard, String> now() {
        return client.currentPositions(serving, tables, config.tabletType());
    }
}
