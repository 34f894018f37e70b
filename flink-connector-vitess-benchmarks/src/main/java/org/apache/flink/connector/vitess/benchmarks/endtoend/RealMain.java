// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.position.Shard;

/**
 * The process of a real Vitess: fills a work's table, prints what is {@link Served}, and ends its
 * servers when its input ends.
 */
public final class RealMain {

    /** A condition holds for about half of the rows, and streams must not end before that. */
    private static final double SPARE = 1.05;

    private RealMain() {}

    /**
     * Serves.
     *
     * @param args the work, and how many rows
     */
    public static void main(String[] args) throws Exception {
        Work work = Work.parse(args[0]);
        int rows = (int) (Long.parseLong(args[1]) * SPARE / work.shards());
        try (RealVitess vitess = RealVitess.start(work)) {
            System.err.println(vitess.versions());
            List<String> shards = work.shardNames();
            String before = vitess.vgtid(shards);
            IntStream.range(0, shards.size())
                    .parallel()
                    .forEach(i -> vitess.fill(shards.get(i), rows, 1L + (long) i * rows));
            double bytes = 0;
            Served served = new Served(vitess.grpcPort(), vitess.mysqlPort(), 1, before);
            try (Streams streams = new Streams(Clients.of(vitess.grpcPort()))) {
                for (String name : shards) {
                    Shard shard = new Shard(Work.KEYSPACE, name);
                    String end = work.copy() ? null : RealVitess.gtid(vitess.mysqlPort(), name);
                    bytes += streams.bytes(shard, served.start(work, shard), end);
                }
            }
            System.out.println(
                    new Served(
                            vitess.grpcPort(),
                            vitess.mysqlPort(),
                            bytes / rows / shards.size(),
                            before));
            System.in.read();
        }
    }
}
