// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.source.enumerator.ModelCoordinator.Assigned;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Assign;
import org.apache.flink.connector.vitess.source.enumerator.ModelState.Checkpoint;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * What has to be true of each job that follows reshards: for each keyspace id there is one split
 * that is read or will be, and none before it can still emit anything.
 */
final class ReshardInvariants {

    /** Where splits are that no reader has. */
    private static final int NOWHERE = -1;

    private final ReshardScenario scenario;

    /** A split that is read, or on its way to be. */
    private record Place(VitessSplit split, int reader) {}

    ReshardInvariants(ReshardScenario scenario) {
        this.scenario = scenario;
    }

    /** What is wrong with a state; empty if nothing. */
    Optional<String> violation(ModelState state) {
        List<Place> places = places(state);
        for (List<VitessSplit> lineage : scenario.lineages()) {
            List<Place> here = places.stream().filter(p -> lineage.contains(p.split)).toList();
            if (here.size() > 1) {
                return Optional.of("keyspace ids are read twice: " + here);
            }
            Optional<String> wrong =
                    here.isEmpty() ? lost(state, lineage) : tooEarly(state, lineage, here.get(0));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static List<Place> places(ModelState state) {
        List<Place> places = new ArrayList<>();
        state.coordinator()
                .known()
                .unassigned()
                .values()
                .forEach(split -> places.add(new Place(split, NOWHERE)));
        for (int i = 0; i < ModelCoordinator.READERS; i++) {
            int index = i;
            ModelReader reader = state.reader(index);
            reader.reading().forEach(split -> places.add(new Place(split, index)));
            reader.down().stream()
                    .filter(Assign.class::isInstance)
                    .forEach(sent -> places.add(new Place(((Assign) sent).split(), index)));
        }
        return places;
    }

    /** No reader has these keyspace ids: it has to be known that they wait for a split's end. */
    private Optional<String> lost(ModelState state, List<VitessSplit> lineage) {
        for (int i = 0; i < lineage.size() - 1; i++) {
            VitessSplit split = lineage.get(i);
            ReshardJournal journal = scenario.journalOf(split).orElseThrow();
            Reshard known = state.coordinator().known().tracker().reshards().get(journal);
            boolean ended =
                    known != null && known.ends().containsKey(split.shard().name())
                            || isKept(state, split.resharded(journal));
            boolean waits =
                    known == null || !known.started().contains(lineage.get(i + 1).shard().name());
            if (ended && waits) {
                return Optional.empty();
            }
        }
        return Optional.of("keyspace ids are lost: one of " + lineage);
    }

    private static boolean isKept(ModelState state, VitessSplit split) {
        return state.first().splits().contains(split) || state.second().splits().contains(split);
    }

    /**
     * A split may be read if those before it no longer emit anything, even after a failure, and if
     * what they have emitted since the last complete checkpoint came the same way.
     */
    private static Optional<String> tooEarly(
            ModelState state, List<VitessSplit> lineage, Place place) {
        for (VitessSplit before : lineage.subList(0, lineage.indexOf(place.split))) {
            for (int reader : readersSinceCheckpoint(state, before)) {
                if (reader != place.reader) {
                    return Optional.of(
                            place + " is read before a checkpoint holds the end of " + before);
                }
            }
        }
        return Optional.empty();
    }

    private static List<Integer> readersSinceCheckpoint(ModelState state, VitessSplit split) {
        List<Integer> readers = new ArrayList<>();
        Optional<Checkpoint> complete = state.flink().complete();
        for (Assigned assigned : state.coordinator().assigned()) {
            if (assigned.split().equals(split)
                    && assigned.checkpoint() >= state.flink().completeId()) {
                readers.add(assigned.reader());
            }
        }
        complete.ifPresent(
                checkpoint ->
                        checkpoint
                                .byReader()
                                .forEach(
                                        (reader, splits) -> {
                                            if (splits.contains(split)) {
                                                readers.add(reader);
                                            }
                                        }));
        return readers;
    }

    /** What is missing in a state in which nothing is left to do; empty if nothing. */
    Optional<String> unfinished(ModelState state) {
        List<VitessSplit> last =
                scenario.lineages().stream().map(l -> l.get(l.size() - 1)).distinct().toList();
        List<VitessSplit> inReaders = new ArrayList<>(state.first().splits());
        inReaders.addAll(state.second().splits());
        if (inReaders.size() != last.size() || !inReaders.containsAll(last)) {
            return Optional.of("the readers have " + inReaders + " in the end, not " + last);
        }
        if (!state.coordinator().known().unassigned().isEmpty()) {
            return Optional.of("splits are unassigned in the end: " + state.coordinator().known());
        }
        return state.coordinator().known().tracker().reshards().isEmpty()
                ? Optional.empty()
                : Optional.of("reshards are not forgotten: " + state.coordinator().known());
    }
}
