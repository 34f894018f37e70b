// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.connector.vitess.testing.faults.Figures;

/** How much all runs did. */
final class Counts {

    private final Map<JobFault, Integer> faults = new EnumMap<>(JobFault.class);
    private final Map<ReshardKind, Integer> reshards = new EnumMap<>(ReshardKind.class);
    int reshardingRuns;
    int reshardsWhileDown;
    int reshardsBack;
    int completedReshards;
    int refusedJoins;
    int unknowable;
    int runs;
    int largeRuns;
    int writes;
    int alterations;
    int checkpoints;
    int brokenStreams;
    int retries;
    int additions;
    int filteredRuns;
    long units;
    long rows;

    void count(JobFault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    void count(Resharder.Switch reshard, boolean jobDown) {
        reshards.merge(reshard.kind(), 1, Integer::sum);
        reshardsWhileDown += jobDown ? 1 : 0;
        reshardsBack += reshard.back() ? 1 : 0;
    }

    /** Takes the counts of other runs into account. */
    void add(Counts other) {
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
        other.reshards.forEach((kind, count) -> reshards.merge(kind, count, Integer::sum));
        reshardingRuns += other.reshardingRuns;
        reshardsWhileDown += other.reshardsWhileDown;
        reshardsBack += other.reshardsBack;
        completedReshards += other.completedReshards;
        refusedJoins += other.refusedJoins;
        unknowable += other.unknowable;
        runs += other.runs;
        largeRuns += other.largeRuns;
        writes += other.writes;
        alterations += other.alterations;
        checkpoints += other.checkpoints;
        brokenStreams += other.brokenStreams;
        retries += other.retries;
        additions += other.additions;
        filteredRuns += other.filteredRuns;
        units += other.units;
        rows += other.rows;
    }

    void addTo(Figures figures) {
        figures.add("random runs", runs);
        figures.add("failures of jobs", faults.values().stream().mapToInt(n -> n).sum());
        figures.add("reshards", reshards.values().stream().mapToInt(n -> n).sum());
        figures.add("rows", rows);
    }

    @Override
    public String toString() {
        return String.format(
                "%d runs (%d with 50,000 rows in a transaction), %d units, %d rows, %d writes, %d altered tables of a shard,"
                        + " %d checkpoints, %d times broken streams, %d retries of vtgate,"
                        + " %d times added tables, %d runs of some rows, faults %s; in %d runs reshards %s, %d of them"
                        + " back and %d while the job was down, %d completed, %d joins refused;"
                        + " %d times columns that could not be known",
                runs,
                largeRuns,
                units,
                rows,
                writes,
                alterations,
                checkpoints,
                brokenStreams,
                retries,
                additions,
                filteredRuns,
                faults,
                reshardingRuns,
                reshards,
                reshardsBack,
                reshardsWhileDown,
                completedReshards,
                refusedJoins,
                unknowable);
    }
}
