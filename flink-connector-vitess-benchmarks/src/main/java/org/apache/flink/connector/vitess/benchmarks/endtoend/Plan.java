// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.List;

/** What is measured in one run. */
enum Plan {
    /** What a row costs. */
    COST(
            new Part(Work.ofCopy(), 4_000_000, List.of(Consumer.values())),
            new Part(Work.ofLog(100), 3_000_000, List.of(Consumer.values())),
            new Part(Work.ofLog(10), 2_000_000, List.of(Consumer.values())),
            new Part(Work.ofLog(1), 1_000_000, List.of(Consumer.values()))),
    /** How it grows: by shards, tables, rows of a transaction, and columns. */
    GROWTH(
            Part.ofStream(new Work(false, 1, 1, 100, 10)),
            Part.ofStream(new Work(false, 8, 1, 100, 10)),
            Part.ofStream(new Work(false, 64, 1, 100, 10)),
            Part.ofStream(new Work(false, 2, 20, 100, 10)),
            Part.ofStream(new Work(false, 2, 2_000, 100, 10)),
            Part.ofStream(new Work(false, 2, 1, 1_000, 10)),
            Part.ofStream(new Work(false, 2, 1, 50_000, 10)),
            Part.ofStream(new Work(false, 2, 1, 100, 2)),
            Part.ofStream(new Work(false, 2, 1, 100, 100)));

    /**
     * One work.
     *
     * @param rows how many each consumer reads, half of them before it is measured
     * @param consumers the raw reading first
     */
    record Part(Work work, long rows, List<Consumer> consumers) {

        private static Part ofStream(Work work) {
            return new Part(work, 2_000_000, List.of(Consumer.RAW, Consumer.DATASTREAM));
        }
    }

    private final List<Part> parts;

    Plan(Part... parts) {
        this.parts = List.of(parts);
    }

    List<Part> parts() {
        return parts;
    }
}
