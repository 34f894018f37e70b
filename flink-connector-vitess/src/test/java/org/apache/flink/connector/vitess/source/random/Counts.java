// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.EnumMap;
import java.util.Map;

/** How much all runs did. */
final class Counts {

    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    int runs;
    int largeRuns;
    int writes;
    int checkpoints;
    int brokenStreams;
    long units;
    long rows;

    void count(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    @Override
    public String toString() {
        return String.format(
                "%d runs (%d with 50,000 rows in a transaction), %d units, %d rows, %d writes,"
                        + " %d checkpoints, %d times broken streams, faults %s",
                runs, largeRuns, units, rows, writes, checkpoints, brokenStreams, faults);
    }
}
