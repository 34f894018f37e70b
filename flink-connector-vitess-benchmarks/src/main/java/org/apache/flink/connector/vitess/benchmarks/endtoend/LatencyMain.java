// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Writes rows at a rate, reads them with a job, and prints how long they took. */
public final class LatencyMain {

    private LatencyMain() {}

    /**
     * Writes and reads.
     *
     * @param args the work, what is served, how many transactions a second, for how many seconds,
     *     and whether another shard catches up meanwhile
     */
    public static void main(String[] args) throws Exception {
        Work work = Work.parse(args[0]);
        Served served = Served.parse(args[1]);
        int rate = Integer.parseInt(args[2]);
        int rows = rate * Integer.parseInt(args[3]);
        boolean catchesUp = Boolean.parseBoolean(args[4]);
        List<String> shards = work.shardNames();
        String written = shards.get(0);
        String vgtid =
                "[%s,%s]"
                        .formatted(
                                start(served, written, false),
                                start(served, shards.get(1), catchesUp));
        long first = System.currentTimeMillis() * 1_000;
        Arrivals.expect(first, rows);
        read(work, new Served(served.port(), served.mysqlPort(), served.bytesPerRow(), vgtid));
        try (Connection connection = RealVitess.connection(served.mysqlPort(), written);
                PreparedStatement insert = connection.prepareStatement(RealVitess.insert(work))) {
            Arrivals.awaitReading(catchesUp, id -> write(insert, id, work));
            long nanos = TimeUnit.SECONDS.toNanos(1) / rate;
            long next = System.nanoTime();
            for (int i = 0; i < rows; i++) {
                next += nanos;
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                write(insert, first + i, work);
                Arrivals.committed(i);
            }
        }
        System.out.println(Arrivals.percentiles());
        // The streams never end.
        System.exit(0);
    }

    private static void read(Work work, Served served) throws Exception {
        StreamExecutionEnvironment env = Jobs.environment(1);
        Jobs.read(env, work, served, new Ids(), Clients.BUFFER)
                .map(
                        id -> {
                            Arrivals.arrived(id);
                            return id;
                        })
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        env.executeAsync();
    }

    private static String start(Served served, String shard, boolean fromTheBeginning)
            throws Exception {
        String gtid =
                fromTheBeginning
                        ? served.gtid(new Shard(Work.KEYSPACE, shard))
                        : RealVitess.gtid(served.mysqlPort(), shard);
        return RealVitess.start(shard, gtid);
    }

    private static void write(PreparedStatement insert, long id, Work work) throws Exception {
        RealVitess.bind(insert, id, work, new Random(id));
        insert.executeUpdate();
    }
}
