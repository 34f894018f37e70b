// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a seed decides at once.
 *
 * @param packetBytes how small the copy's batches are
 * @param shards the shards' names
 * @param tables how many tables
 * @param maxRows how many rows a table has at most at the start
 * @param writes how many writes, after those before the start
 * @param large whether one of them is a transaction of 50,000 rows
 * @param restarts how many faults at most
 * @param faultChance that of a fault at a unit boundary
 * @param checkpointChance that of a checkpoint at a unit boundary
 * @param writeChance that of a write at a unit boundary
 * @param breaksStreams whether all streams fail once
 * @param retries how often a tablet fails and vtgate silently continues with another one
 * @param latest whether the job starts without a copy
 * @param view which columns and rows the job reads
 * @param addsTables whether the job captures some tables only from its first savepoint on
 * @param reshards how often a reshard switches the traffic, as far as there is an occasion
 * @param joinsEarly whether shards are joined also while tables are copied, which the source may
 *     refuse
 * @param lostJournals how many journals break the stream instead of coming
 */
record Plan(
        int packetBytes,
        List<String> shards,
        int tables,
        int maxRows,
        int writes,
        boolean large,
        int restarts,
        double faultChance,
        double checkpointChance,
        double writeChance,
        boolean breaksStreams,
        int retries,
        boolean latest,
        View view,
        boolean addsTables,
        int reshards,
        boolean joinsEarly,
        int lostJournals) {

    /** The tables' names, in order. */
    List<String> tableNames() {
        return IntStream.range(0, tables).mapToObj(i -> "t" + i).toList();
    }

    /** Within so many responses, all of a run's retries happen, if the run has as many. */
    static final int RETRIES_WITHIN = 150;

    private static final List<List<String>> SHARDS =
            List.of(
                    List.of("0"),
                    List.of("0"),
                    List.of("-80", "80-"),
                    List.of("-80", "80-"),
                    List.of("-40", "40-c0", "c0-"),
                    List.of(Quarters.SHARDS));

    static Plan of(Random random) {
        boolean large = random.nextInt(300) == 0;
        boolean reshards = !large && random.nextInt(5) < 2;
        boolean everywhere = random.nextInt(20) == 0;
        return new Plan(
                List.of(1, 30, 200, 250_000).get(random.nextInt(4)),
                SHARDS.get(random.nextInt(SHARDS.size())),
                1 + random.nextInt(5),
                random.nextInt(61),
                random.nextInt(40),
                large,
                everywhere ? 12 : random.nextInt(5),
                everywhere ? 1 : List.of(0.01, 0.05, 0.2).get(random.nextInt(3)),
                everywhere ? 1 : List.of(0.02, 0.1, 0.5).get(random.nextInt(3)),
                List.of(0.05, 0.2, 0.5).get(random.nextInt(3)),
                random.nextInt(25) == 0,
                random.nextInt(5),
                random.nextInt(6) == 0,
                new View(random.nextInt(4) == 0, random.nextInt(4) == 0),
                random.nextInt(3) == 0,
                reshards ? 1 + random.nextInt(4) : 0,
                random.nextInt(4) == 0,
                reshards && random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0);
    }
}
