// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.position.KeyRange;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * Reshards of a keyspace, one after another: the splits that have to be read, in which order.
 *
 * @param start the splits of a job without state
 * @param journals where splits end; the others never do
 * @param lineages for each quarter of the keyspace ids the splits that hold it, in order
 */
record ReshardScenario(
        List<VitessSplit> start,
        Map<VitessSplit, ReshardJournal> journals,
        List<List<VitessSplit>> lineages) {

    private static final String KEYSPACE = "k";
    private static final List<String> QUARTERS = List.of("-40", "40-80", "80-c0", "c0-");

    /**
     * A scenario.
     *
     * @param generations the shards that serve at first, after the first reshard, and so on, each
     *     separated by commas
     */
    static ReshardScenario of(String... generations) {
        List<VitessSplit> start = splits(0, generations[0]);
        List<VitessSplit> serving = start;
        Map<VitessSplit, ReshardJournal> journals = new HashMap<>();
        List<List<VitessSplit>> lineages = new ArrayList<>();
        QUARTERS.forEach(quarter -> lineages.add(new ArrayList<>(List.of(holder(start, quarter)))));
        for (int i = 1; i < generations.length; i++) {
            List<VitessSplit> next = splits(i, generations[i]);
            ReshardJournal journal = journal(i, serving, next);
            serving.forEach(split -> journals.put(split, journal));
            for (int quarter = 0; quarter < QUARTERS.size(); quarter++) {
                lineages.get(quarter).add(holder(next, QUARTERS.get(quarter)));
            }
            serving = next;
        }
        return new ReshardScenario(start, journals, Collections.unmodifiableList(lineages));
    }

    private static List<VitessSplit> splits(int generation, String shards) {
        String gtid = "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-" + (generation + 1);
        return Arrays.stream(shards.split(","))
                .map(
                        shard ->
                                new VitessSplit(
                                        new Shard(KEYSPACE, shard),
                                        ShardPosition.inLog(gtid, List.of("t"))))
                .toList();
    }

    private static ReshardJournal journal(
            int id, List<VitessSplit> participants, List<VitessSplit> targets) {
        TreeSet<String> names = new TreeSet<>();
        participants.forEach(split -> names.add(split.shard().name()));
        TreeMap<String, String> starts = new TreeMap<>();
        targets.forEach(split -> starts.put(split.shard().name(), split.position().gtid()));
        return new ReshardJournal(KEYSPACE, id, names, starts);
    }

    private static VitessSplit holder(List<VitessSplit> splits, String quarter) {
        return splits.stream()
                .filter(split -> KeyRange.of(split.shard().name()).overlaps(KeyRange.of(quarter)))
                .findFirst()
                .orElseThrow();
    }

    /** The journal that ends a split. */
    Optional<ReshardJournal> journalOf(VitessSplit split) {
        return Optional.ofNullable(journals.get(split));
    }

    /** The split of a shard that serves at first. */
    VitessSplit first(String shard) {
        return start.stream()
                .filter(split -> split.shard().name().equals(shard))
                .findFirst()
                .orElseThrow();
    }

    /** The first reshard. */
    ReshardJournal firstJournal() {
        return journals.get(start.get(0));
    }
}
