// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The process of {@link Consumer#DEBEZIUM}, with Debezium's own class path. It is tuned for
 * throughput: large batches, and no pause between them.
 */
public final class DebeziumMain {

    private DebeziumMain() {}

    /**
     * Reads.
     *
     * @param args the consumer, and what {@link Measured#run} takes
     */
    public static void main(String[] args) throws InterruptedException {
        Measured.run(DebeziumMain::read, args);
    }

    private static void read(Work work, Served served) {
        DebeziumEngine<ChangeEvent<SourceRecord, SourceRecord>> engine =
                DebeziumEngine.create(Connect.class)
                        .using(properties(work, served))
                        .notifying(DebeziumMain::count)
                        .build();
        engine.run();
    }

    /** Records without a row tell of transactions and heartbeats. */
    private static void count(
            List<ChangeEvent<SourceRecord, SourceRecord>> events,
            DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
            throws InterruptedException {
        int rows = 0;
        for (ChangeEvent<SourceRecord, SourceRecord> event : events) {
            if (event.value().value() instanceof Struct value
                    && value.schema().field("after") != null) {
                rows++;
            }
        }
        if (rows > 0) {
            Progress.arrived(rows);
        }
        committer.markBatchFinished();
    }

    private static Properties properties(Work work, Served served) {
        Properties properties = new Properties();
        properties.put("name", "debezium");
        properties.put("connector.class", "io.debezium.connector.vitess.VitessConnector");
        properties.put(
                "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.put("topic.prefix", "debezium");
        properties.put("database.hostname", "127.0.0.1");
        properties.put("database.port", "" + served.port());
        properties.put("vitess.keyspace", Work.KEYSPACE);
        properties.put("vitess.tablet.type", "MASTER");
        properties.put("table.include.list", Work.KEYSPACE + "." + work.tableNames().get(0));
        properties.put("snapshot.mode", work.copy() ? "initial" : "never");
        if (!work.copy()) {
            properties.put("vitess.shard", String.join(",", work.shardNames()));
            properties.put("vitess.vgtid", served.vgtid());
        }
        properties.put("max.batch.size", "8192");
        properties.put("max.queue.size", "32768");
        properties.put("poll.interval.ms", "1");
        return properties;
    }
}
