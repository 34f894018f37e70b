// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * A reader in the model, and what is on its way between it and the coordinator.
 *
 * @param splits those that are read, and those with a journal, which are kept
 * @param snapshots its parts of checkpoints that it does not know as complete
 * @param untold the complete checkpoints that it will be told of
 * @param mayBeStored whether it was told of one since it reported what it keeps
 * @param up what the coordinator will get, in order
 * @param down what the reader will get, in order
 */
record ModelReader(
        List<VitessSplit> splits,
        SortedMap<Integer, List<VitessSplit>> snapshots,
        List<Integer> untold,
        boolean mayBeStored,
        List<Up> up,
        List<Down> down) {

    private static final Comparator<VitessSplit> ORDER =
            Comparator.comparing(VitessSplit::shard)
                    .thenComparing(split -> split.position().gtid())
                    .thenComparing(split -> split.journal().isPresent());

    /** What a reader reports. */
    sealed interface Up {}

    record Registered() implements Up {}

    record Reached(VitessSplit split) implements Up {}

    record Positions(int checkpoint, List<VitessSplit> splits) implements Up {}

    /** What is reported to a reader. */
    sealed interface Down {}

    record Assign(VitessSplit split) implements Down {}

    record Acknowledge(VitessSplit split) implements Down {}

    record Barrier(int checkpoint) implements Down {}

    ModelReader {
        splits = splits.stream().sorted(ORDER).toList();
    }

    /** A reader that starts. */
    static ModelReader restored(Collection<VitessSplit> splits) {
        List<Up> up = new ArrayList<>();
        up.add(new Registered());
        splits.stream()
                .filter(split -> split.journal().isPresent())
                .sorted(ORDER)
                .forEach(split -> up.add(new Reached(split)));
        return new ModelReader(
                List.copyOf(splits), new TreeMap<>(), List.of(), false, List.copyOf(up), List.of());
    }

    List<VitessSplit> reading() {
        return splits.stream().filter(split -> split.journal().isEmpty()).toList();
    }

    List<VitessSplit> kept() {
        return splits.stream().filter(split -> split.journal().isPresent()).toList();
    }

    ModelReader reaches(VitessSplit split, ReshardJournal journal) {
        VitessSplit ended = split.resharded(journal);
        return withSplits(plus(minus(splits, split), ended)).tells(new Reached(ended));
    }

    ModelReader isTold(Down message) {
        return new ModelReader(splits, snapshots, untold, mayBeStored, up, plus(down, message));
    }

    private ModelReader tells(Up event) {
        return new ModelReader(splits, snapshots, untold, mayBeStored, plus(up, event), down);
    }

    private ModelReader withSplits(List<VitessSplit> changed) {
        return new ModelReader(changed, snapshots, untold, mayBeStored, up, down);
    }

    /** The coordinator got the first event. */
    ModelReader afterUp() {
        return new ModelReader(
                splits, snapshots, untold, mayBeStored, up.subList(1, up.size()), down);
    }

    /** The reader gets the first message. */
    ModelReader afterDown() {
        Down message = down.get(0);
        ModelReader left =
                new ModelReader(
                        splits, snapshots, untold, mayBeStored, up, down.subList(1, down.size()));
        if (message instanceof Assign assign) {
            return left.withSplits(plus(splits, assign.split()));
        } else if (message instanceof Acknowledge acknowledged) {
            return left.withSplits(minus(splits, acknowledged.split()));
        }
        SortedMap<Integer, List<VitessSplit>> more = new TreeMap<>(snapshots);
        more.put(((Barrier) message).checkpoint(), splits);
        return new ModelReader(splits, more, untold, mayBeStored, up, left.down);
    }

    ModelReader withComplete(int checkpoint) {
        return new ModelReader(splits, snapshots, plus(untold, checkpoint), mayBeStored, up, down);
    }

    /** The reader gets to know of the first complete checkpoint. */
    ModelReader afterComplete() {
        int checkpoint = untold.get(0);
        ModelReader told =
                new ModelReader(
                        splits,
                        new TreeMap<>(snapshots.tailMap(checkpoint + 1)),
                        untold.subList(1, untold.size()),
                        mayBeStored || !kept().isEmpty(),
                        up,
                        down);
        return snapshots.containsKey(checkpoint)
                ? told.tells(new Positions(checkpoint, snapshots.get(checkpoint)))
                : told;
    }

    /** The reader reports again what it keeps. */
    ModelReader afterPoll() {
        ModelReader polled = new ModelReader(splits, snapshots, untold, false, up, down);
        for (VitessSplit split : kept()) {
            polled = polled.tells(new Reached(split));
        }
        return polled;
    }

    /** A checkpoint has failed: its barrier and its snapshot are of no use. */
    ModelReader without(int checkpoint) {
        SortedMap<Integer, List<VitessSplit>> left = new TreeMap<>(snapshots);
        left.remove(checkpoint);
        return new ModelReader(
                splits, left, untold, mayBeStored, up, minus(down, new Barrier(checkpoint)));
    }

    static <T> List<T> plus(List<? extends T> list, T element) {
        List<T> all = new ArrayList<>(list);
        all.add(element);
        return List.copyOf(all);
    }

    private static <T> List<T> minus(List<T> list, T element) {
        return list.stream().filter(other -> !other.equals(element)).toList();
    }
}
