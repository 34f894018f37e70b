// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.Locale;

/** Who reads the rows, each in a process of its own. */
enum Consumer {
    /** The connector's client: the bytes are thrown away. */
    RAW(1, ConsumerMain.class),
    /** A DataStream job whose records are a column of each row. */
    DATASTREAM(1, ConsumerMain.class),
    /** A DataStream job whose records are Debezium's JSON. */
    JSON(1, ConsumerMain.class),
    /** All columns by SQL. */
    SQL(1, ConsumerMain.class),
    /** Three columns by SQL. */
    SQL_SOME(1, ConsumerMain.class),
    /** By SQL, the half of the rows for which a condition holds that the server evaluates. */
    SQL_FILTER(0.5, ConsumerMain.class),
    /** Debezium's connector in its embedded engine, without a serialization. */
    DEBEZIUM(1, DebeziumMain.class);

    private final double share;
    private final Class<?> main;

    Consumer(double share, Class<?> main) {
        this.share = share;
        this.main = main;
    }

    /** The main class of its process. */
    Class<?> main() {
        return main;
    }

    /** How many of so many rows come out. */
    long of(long rows) {
        return (long) (share * rows);
    }

    /** The figures of a row that was read, not of one that came out. */
    Figures ofRead(Figures figures) {
        return figures.of(share);
    }

    /** How it is named in a table of figures. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
