// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.EnumSet;
import java.util.List;

/** What is measured in one run. */
enum Plan {
    /** What a row costs. */
    COST(
            ReplayMain.class,
            Part.ofReplay(Work.ofCopy(), 16_000_000),
            Part.ofReplay(Work.ofLog(100), 16_000_000),
            Part.ofReplay(Work.ofLog(10), 10_000_000),
            Part.ofReplay(Work.ofLog(1), 5_000_000)),
    /** How it grows: by shards, tables, rows of a transaction, columns, and bytes of a row. */
    GROWTH(
            ReplayMain.class,
            Part.ofShards(1),
            Part.ofShards(8),
            Part.ofShards(64),
            Part.ofShards(256),
            Part.ofStream(new Work(false, 2, 20, 100, 10, 0)),
            Part.ofStream(new Work(false, 2, 2_000, 100, 10, 0)),
            Part.ofStream(new Work(false, 2, 1, 1_000, 10, 0)),
            Part.ofStream(new Work(false, 2, 1, 50_000, 10, 0)),
            Part.ofStream(new Work(false, 2, 1, 1_000_000, 10, 0)),
            Part.ofStream(new Work(false, 2, 1, 100, 2, 0)),
            Part.ofStream(new Work(false, 2, 1, 100, 100, 0)),
            Part.ofStream(new Work(false, 2, 1, 100, 500, 0)),
            Part.ofStream(new Work(false, 2, 1, 100, 2, 1_000)),
            Part.ofStream(new Work(false, 2, 1, 100, 2, 50_000))),
    /** What a row costs with real servers beside the consumer, and Debezium in its place. */
    REAL(
            RealMain.class,
            Part.ofReal(Work.ofCopy(), 3_000_000),
            Part.ofReal(Work.ofLog(100), 2_000_000),
            Part.ofReal(Work.ofLog(10), 1_000_000),
            Part.ofReal(Work.ofLog(1), 400_000));

    /**
     * One work.
     *
     * @param rows how many each consumer reads, half of them before it is measured
     * @param consumers the raw reading first
     */
    record Part(Work work, long rows, List<Consumer> consumers) {

        private static final EnumSet<Consumer> ONLY_REPLAYED =
                EnumSet.of(Consumer.DATASTREAM_BY_4, Consumer.DATASTREAM_IN_4_MB);

        /** The JIT is done after half of them: it takes some seconds. */
        private static final long ENOUGH = 12_000_000;

        /** A replay evaluates no conditions, and does not know what else Debezium asks for. */
        private static Part ofReplay(Work work, long rows) {
            return new Part(
                    work,
                    rows,
                    List.of(
                            Consumer.RAW,
                            Consumer.DATASTREAM,
                            Consumer.JSON,
                            Consumer.SQL,
                            Consumer.SQL_SOME));
        }

        private static Part ofReal(Work work, long rows) {
            return new Part(work, rows, List.copyOf(EnumSet.complementOf(ONLY_REPLAYED)));
        }

        private static Part ofShards(int shards) {
            return new Part(
                    new Work(false, shards, 1, 100, 10, 0),
                    ENOUGH,
                    List.of(
                            Consumer.RAW,
                            Consumer.DATASTREAM,
                            Consumer.DATASTREAM_IN_4_MB,
                            Consumer.DATASTREAM_BY_4));
        }

        private static Part ofStream(Work work) {
            // Wide rows take long enough without so many.
            long rows = ENOUGH / (1 + work.columns() / 50 + work.textBytes() / 500);
            return new Part(work, rows, List.of(Consumer.RAW, Consumer.DATASTREAM));
        }
    }

    private final Class<?> server;
    private final List<Part> parts;

    Plan(Class<?> server, Part... parts) {
        this.server = server;
        this.parts = List.of(parts);
    }

    /** The main class of the process that serves a part's work. */
    Class<?> server() {
        return server;
    }

    List<Part> parts() {
        return parts;
    }
}
