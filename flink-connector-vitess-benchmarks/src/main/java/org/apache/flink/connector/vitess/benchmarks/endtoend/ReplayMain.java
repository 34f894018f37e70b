// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;

/**
 * The server's process: records a work, prints what is {@link Served}, and serves until its input
 * ends.
 */
public final class ReplayMain {

    private ReplayMain() {}

    /**
     * Serves.
     *
     * @param args the work
     */
    public static void main(String[] args) throws Exception {
        Work work = Work.parse(args[0]);
        try (EmbeddedVitess vitess = EmbeddedVitess.start()) {
            String[] shards = work.shardNames().toArray(String[]::new);
            EmbeddedKeyspace keyspace = vitess.createKeyspace(Work.KEYSPACE, shards);
            for (String table : work.tableNames()) {
                keyspace.createTable(ReplayedTables.definition(table, work));
            }
            Map<String, Recording> recordings = new TreeMap<>();
            try (Streams streams = new Streams(Clients.of(vitess.port()))) {
                for (String shard : shards) {
                    recordings.put(shard, Recording.of(work, keyspace.shard(shard), streams));
                }
            }
            try (ReplayVtgate vtgate =
                    new ReplayVtgate(recordings, current(keyspace, shards), vitess.port())) {
                Recording first = recordings.get(shards[0]);
                long bytes = first.loop().stream().mapToLong(response -> response.length).sum();
                System.out.println(
                        new Served(
                                vtgate.port(), 0, (double) bytes / first.rows(), Served.ANYWHERE));
                System.in.read();
            }
        }
    }

    private static VStreamResponse current(EmbeddedKeyspace keyspace, String... shards) {
        VGtid.Builder vgtid = VGtid.newBuilder();
        for (String shard : shards) {
            vgtid.addShardGtids(
                    ShardGtid.newBuilder()
                            .setKeyspace(keyspace.name())
                            .setShard(shard)
                            .setGtid(keyspace.shard(shard).position()));
        }
        return VStreamResponse.newBuilder()
                .addEvents(VEvent.newBuilder().setType(VEventType.VGTID).setVgtid(vgtid))
                .build();
    }
}
