// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.source.enumerator.Reshard;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * What a completed checkpoint holds.
 *
 * @param discovered whether the enumerator knew the shards
 * @param splits the splits of all readers, and those that no reader had
 * @param reshards what the enumerator knew of reshards
 */
record CheckpointedState(
        boolean discovered, List<VitessSplit> splits, Collection<Reshard> reshards) {

    /** The splits that have not reached a journal. */
    List<VitessSplit> toRead() {
        return splits.stream().filter(split -> split.journal().isEmpty()).toList();
    }

    /** The state of a quarter: the splits to read, and the targets that wait for ends. */
    List<String> holders(int quarter) {
        List<String> holders = new ArrayList<>();
        for (VitessSplit split : toRead()) {
            if (Quarters.of(split.shard().name()).contains(quarter)) {
                holders.add(split.toString());
            }
        }
        ends().forEach(
                        (journal, ended) -> {
                            if (has(ended, quarter)) {
                                journal.targets().keySet().stream()
                                        .filter(target -> Quarters.of(target).contains(quarter))
                                        .filter(target -> !started(journal).contains(target))
                                        .map(target -> target + ", which waits, of " + journal)
                                        .forEach(holders::add);
                            }
                        });
        return holders;
    }

    private static boolean has(Set<String> shards, int quarter) {
        return shards.stream().anyMatch(shard -> Quarters.of(shard).contains(quarter));
    }

    /** The participants that have ended, as the readers or the enumerator know. */
    private Map<ReshardJournal, Set<String>> ends() {
        Map<ReshardJournal, Set<String>> ends = new HashMap<>();
        for (VitessSplit split : splits) {
            split.journal()
                    .ifPresent(
                            journal ->
                                    ends.computeIfAbsent(journal, j -> new HashSet<>())
                                            .add(split.shard().name()));
        }
        for (Reshard reshard : reshards) {
            ends.computeIfAbsent(reshard.journal(), j -> new HashSet<>())
                    .addAll(reshard.ends().keySet());
        }
        return ends;
    }

    private Set<String> started(ReshardJournal journal) {
        return reshards.stream()
                .filter(reshard -> reshard.journal().equals(journal))
                .findFirst()
                .<Set<String>>map(Reshard::started)
                .orElse(Set.of());
    }

    /** Whether each shard is known, with a position: after that, no journal can be missed. */
    boolean isPositioned() {
        return discovered
                && toRead().stream().noneMatch(split -> split.position().gtid().isEmpty());
    }

    /** Whether the columns of all tables are known that are read in the log. */
    boolean knowsColumns() {
        return toRead().stream()
                .allMatch(split -> split.position().tablesWithoutSchema().isEmpty());
    }

    /** Whether no target waits, and all these tables are copied in all shards. */
    boolean isCopied(List<String> tables) {
        return IntStream.range(0, Quarters.COUNT)
                .allMatch(
                        quarter ->
                                toRead().stream()
                                        .filter(
                                                s ->
                                                        s.position()
                                                                .finishedTables()
                                                                .containsAll(tables))
                                        .anyMatch(
                                                s ->
                                                        Quarters.of(s.shard().name())
                                                                .contains(quarter)));
    }
}
