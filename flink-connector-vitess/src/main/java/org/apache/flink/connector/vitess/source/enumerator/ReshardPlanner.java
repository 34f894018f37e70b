// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopies;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.source.enumerator.Reshard.End;

/**
 * Decides which targets of reshards may be read now, and where. Without Flink, clock or threads.
 *
 * <p>A target starts at the journal's position once each participant that shares keyspace ids with
 * it has ended. So that a key's rows of the old shards stay before its rows of the new ones
 * downstream, each end has to be stored, or all others have to be on the one reader that then reads
 * the target as well: its rows take the same way after those of the participants, and no failure
 * can repeat the one without the other.
 *
 * <p>If the switch is held back, its participants continue from their ends.
 */
final class ReshardPlanner {

    /**
     * A shard that may be read: a target, or a participant of a switch that is held back.
     *
     * @param reader where it has to be read; empty for anywhere
     */
    record Start(ReshardJournal journal, Shard shard, ShardPosition position, OptionalInt reader) {

        /** Whether it is a participant, which continues past its journal. */
        boolean isParticipant() {
            return journal.participants().contains(shard.name());
        }
    }

    private ReshardPlanner() {}

    /**
     * The targets that may be read now, but are not yet.
     *
     * @param checkpoints whether checkpoints are made: without, nothing can be waited for
     * @throws IllegalStateException if the copies of a target's participants cannot be joined, and
     *     other targets are already being read
     */
    static List<Start> plan(ShardTracker tracker, boolean checkpoints) {
        List<Start> starts = new ArrayList<>();
        for (Reshard reshard : tracker.reshards().values()) {
            if (reshard.isHeldBack()) {
                starts.addAll(participants(reshard, checkpoints));
            } else if (!mayBeHeldBack(reshard)) {
                for (String target : reshard.waiting()) {
                    start(reshard, target, checkpoints).ifPresent(starts::add);
                }
            }
        }
        return starts;
    }

    /** All of them at once: a reader that fails before could come to another end. */
    private static List<Start> participants(Reshard reshard, boolean checkpoints) {
        if (checkpoints && !reshard.ends().values().stream().allMatch(End::isStored)) {
            return List.of();
        }
        return reshard.waiting().stream()
                .map(
                        name ->
                                new Start(
                                        reshard.journal(),
                                        new Shard(reshard.journal().keyspace(), name),
                                        reshard.ends().get(name).position(),
                                        OptionalInt.empty()))
                .toList();
    }

    /** A switch is held back as a whole, so its first targets wait for what the others say. */
    private static boolean mayBeHeldBack(Reshard reshard) {
        ReshardJournal journal = reshard.journal();
        return !reshard.hasEnded()
                && journal.targets().keySet().stream()
                        .anyMatch(target -> journal.sourcesOf(target).size() > 1)
                && reshard.ends().values().stream()
                        .anyMatch(end -> end.position().tableToCopy().isPresent());
    }

    private static Optional<Start> start(Reshard reshard, String target, boolean checkpoints) {
        List<String> sources = reshard.journal().sourcesOf(target);
        if (!reshard.ends().keySet().containsAll(sources)) {
            return Optional.empty();
        }
        Set<OptionalInt> readers = new HashSet<>();
        sources.forEach(source -> readers.add(reshard.ends().get(source).reader()));
        readers.remove(OptionalInt.empty());
        if (readers.size() > 1 && checkpoints) {
            return Optional.empty();
        }
        return Optional.of(
                new Start(
                        reshard.journal(),
                        new Shard(reshard.journal().keyspace(), target),
                        position(reshard, target, sources),
                        readers.size() == 1 ? readers.iterator().next() : OptionalInt.empty()));
    }

    /**
     * All rows before the journal were emitted; what of the tables is left to copy is left here.
     */
    private static ShardPosition position(Reshard reshard, String target, List<String> sources) {
        SortedMap<String, TableCopy> copies = new TreeMap<>();
        Set<String> tables = new TreeSet<>();
        sources.forEach(
                source -> tables.addAll(reshard.ends().get(source).position().tables().names()));
        for (String table : tables) {
            copies.put(table, copy(reshard, target, sources, table));
        }
        // The same in every shard of a job.
        ShardPosition first = reshard.ends().get(sources.get(0)).position();
        return new ShardPosition(reshard.journal().targets().get(target), TableCopies.of(copies))
                .withWhere(first.where())
                .withResnapshot(first.resnapshot())
                .withSchemas(schemas(reshard, sources));
    }

    /**
     * The columns of tables that are the same in all sources, as they are where an alteration ran
     * on all shards. Those of others are learned.
     */
    private static TableSchemas schemas(Reshard reshard, List<String> sources) {
        List<TableSchemas> known =
                sources.stream()
                        .map(source -> reshard.ends().get(source).position().schemas())
                        .toList();
        return TableSchemas.of(
                known.get(0).versions().stream()
                        .filter(
                                version ->
                                        known.stream()
                                                .allMatch(
                                                        other ->
                                                                other.get(version.table())
                                                                        .equals(
                                                                                Optional.of(
                                                                                        version))))
                        .toList());
    }

    private static TableCopy copy(
            Reshard reshard, String target, List<String> sources, String table) {
        SortedMap<String, TableCopy> copies = new TreeMap<>();
        for (String source : sources) {
            End end = reshard.ends().get(source);
            copies.put(
                    source, end.position().tables().asMap().getOrDefault(table, new NotStarted()));
        }
        if (new HashSet<>(copies.values()).size() == 1) {
            return copies.get(copies.firstKey());
        }
        throw new IllegalStateException(
                String.format(
                        "Shards %s of keyspace '%s' were merged into %s while table '%s' was being"
                                + " copied, and have come to different places: %s. Which of its"
                                + " rows in %s were already copied cannot be determined, and"
                                + " other shards of that Reshard are already being read: restart"
                                + " without state, into empty tables (%s)",
                        sources,
                        reshard.journal().keyspace(),
                        target,
                        table,
                        copies,
                        target,
                        reshard.journal()));
    }
}
