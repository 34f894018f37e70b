// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;

/** Reads the streams of all shards with the connector's client, and throws the bytes away. */
final class RawReading {

    private record Stream(VStreamCall call, MemoryBudget.Share share) {

        /** What has come, of which nothing is kept. Returns its bytes. */
        long drain() {
            long bytes = 0;
            for (byte[] response = call.poll(); response != null; response = call.poll()) {
                bytes += response.length;
                share.release(share.handOver());
            }
            return bytes;
        }
    }

    private RawReading() {}

    static void read(Work work, Served served) throws InterruptedException {
        Semaphore activity = new Semaphore(0);
        try (VitessClient client = Clients.of(served.port())) {
            List<Stream> streams = open(work, served, client, activity);
            double rows = 0;
            while (!Progress.isDone()) {
                activity.acquire();
                activity.drainPermits();
                for (Stream stream : streams) {
                    rows += stream.drain() / served.bytesPerRow();
                }
                if (rows >= 1) {
                    Progress.arrived((long) rows);
                    rows -= (long) rows;
                }
            }
        }
    }

    private static List<Stream> open(
            Work work, Served served, VitessClient client, Semaphore activity) {
        MemoryBudget budget = new MemoryBudget(Clients.BUFFER);
        List<Stream> streams = new ArrayList<>();
        for (String name : work.shardNames()) {
            Shard shard = new Shard(Work.KEYSPACE, name);
            ShardPosition start = served.start(work, shard);
            MemoryBudget.Share share = budget.share(activity::release);
            VStreamCall call =
                    client.stream(shard, start, TabletType.PRIMARY, share, activity::release);
            streams.add(new Stream(call, share));
        }
        return streams;
    }
}
