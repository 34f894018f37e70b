// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;

/** The process of a {@link Consumer} that is made of the connector. */
public final class ConsumerMain {

    private ConsumerMain() {}

    /**
     * Reads.
     *
     * @param args the consumer, and what {@link Measured#run} takes
     */
    public static void main(String[] args) throws InterruptedException {
        Consumer consumer = Consumer.valueOf(args[0]);
        Measured.run((work, served) -> read(consumer, work, served), args);
    }

    private static void read(Consumer consumer, Work work, Served served) throws Exception {
        switch (consumer) {
            case RAW -> RawReading.read(work, served);
            case DATASTREAM -> Jobs.stream(work, served, new Ids(), 1, Clients.BUFFER);
            case DATASTREAM_IN_4_MB -> Jobs.stream(work, served, new Ids(), 1, 4 << 20);
            case DATASTREAM_BY_4 -> Jobs.stream(work, served, new Ids(), 4, Clients.BUFFER);
            case JSON ->
                    Jobs.stream(
                            work,
                            served,
                            new DebeziumJsonDeserializationSchema(),
                            1,
                            Clients.BUFFER);
            case SQL -> Jobs.sql(work, served, "SELECT * FROM source");
            case SQL_SOME -> {
                String some = String.join(", ", ReplayedTables.some(work.columns()));
                Jobs.sql(work, served, "SELECT " + some + " FROM source");
            }
            case SQL_FILTER ->
                    Jobs.sql(work, served, "SELECT * FROM source WHERE " + ReplayedTables.HALF);
            default -> throw new IllegalArgumentException(consumer + " has a process of its own");
        }
    }
}
