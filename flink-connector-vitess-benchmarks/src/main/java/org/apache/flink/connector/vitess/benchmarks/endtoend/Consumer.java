// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

/** Who reads the rows, each in a process of its own. */
enum Consumer {
    /** The connector's client: the bytes are thrown away. */
    RAW("raw", 1, ConsumerMain.class),
    /** A DataStream job whose records are a column of each row. */
    DATASTREAM("DataStream", 1, ConsumerMain.class),
    /** The same with four subtasks; the jobs of all others have one. */
    DATASTREAM_BY_4("DataStream, 4 subtasks", 1, ConsumerMain.class),
    /** The same with 4 MB for responses; all others have the default of 32 MB. */
    DATASTREAM_IN_4_MB("DataStream, buffer of 4 MB", 1, ConsumerMain.class),
    /** A DataStream job whose records are Debezium's JSON. */
    JSON("DataStream, JSON", 1, ConsumerMain.class),
    /** All columns by SQL. */
    SQL("SQL", 1, ConsumerMain.class),
    /** Three columns by SQL. */
    SQL_SOME("SQL, three columns", 1, ConsumerMain.class),
    /** By SQL, the half of the rows for which a condition holds that the server evaluates. */
    SQL_FILTER("SQL, a filter", 0.5, ConsumerMain.class),
    /** Debezium's connector in its embedded engine, without a serialization. */
    DEBEZIUM("Debezium", 1, DebeziumMain.class);

    private final String title;
    private final double share;
    private final Class<?> main;

    Consumer(String title, double share, Class<?> main) {
        this.title = title;
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
        return title;
    }
}
