// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.Locale;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;

/** Who reads the replayed rows. */
enum Consumer {
    /** The connector's client: the bytes are thrown away. */
    RAW(RawReading::read),
    /** A DataStream job whose records are a column of each row. */
    DATASTREAM((work, port, bytesPerRow) -> Jobs.stream(work, port, new Ids())),
    /** A DataStream job whose records are Debezium's JSON. */
    JSON(
            (work, port, bytesPerRow) ->
                    Jobs.stream(work, port, new DebeziumJsonDeserializationSchema())),
    /** All columns by SQL. */
    SQL((work, port, bytesPerRow) -> Jobs.sql(work, port, "*")),
    /** Three columns by SQL. */
    SQL_SOME(
            (work, port, bytesPerRow) ->
                    Jobs.sql(work, port, String.join(", ", ReplayedTables.some(work.columns()))));

    /** Reads in this process, until {@link Progress} has seen all rows, and maybe on. */
    @FunctionalInterface
    private interface Reading {
        void read(Work work, int port, double bytesPerRow) throws Exception;
    }

    private final Reading reading;

    Consumer(Reading reading) {
        this.reading = reading;
    }

    void read(Work work, int port, double bytesPerRow) throws Exception {
        reading.read(work, port, bytesPerRow);
    }

    /** How it is named in a table of figures. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
