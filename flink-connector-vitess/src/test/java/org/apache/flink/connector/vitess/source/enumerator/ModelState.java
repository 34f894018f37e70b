// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * A job in the model. Its parts are shared by many states and compared by identity: they come from
 * {@link ModelParts}.
 */
record ModelState(
        ModelCoordinator coordinator, ModelReader first, ModelReader second, Checkpoints flink) {

    /**
     * A checkpoint with the parts that have come so far.
     *
     * @param known the enumerator's part
     * @param byReader the readers' parts
     */
    record Checkpoint(int id, PendingSplits known, Map<Integer, List<VitessSplit>> byReader) {

        Checkpoint with(int reader, List<VitessSplit> splits) {
            Map<Integer, List<VitessSplit>> more = new TreeMap<>(byReader);
            more.put(reader, splits);
            return new Checkpoint(id, known, more);
        }

        Checkpoint dealt(List<VitessSplit> first, List<VitessSplit> second) {
            return new Checkpoint(id, known, Map.of(0, first, 1, second));
        }

        boolean isWhole() {
            return byReader.size() == ModelCoordinator.READERS;
        }
    }

    /**
     * What Flink's checkpoint coordinator knows, and what may still happen.
     *
     * @param pending the checkpoint that is under way
     * @param complete the last complete one
     * @param untold the complete ones that the coordinator will be told of
     * @param last the last one that began
     * @param checkpoints how many more may begin
     * @param failures how many more may happen
     */
    record Checkpoints(
            Optional<Checkpoint> pending,
            Optional<Checkpoint> complete,
            List<Integer> untold,
            int last,
            int checkpoints,
            int failures) {

        int completeId() {
            return complete.map(Checkpoint::id).orElse(0);
        }

        /** A reader's part of the last complete checkpoint. */
        List<VitessSplit> completeSplits(int reader) {
            return complete.map(checkpoint -> checkpoint.byReader.get(reader)).orElse(List.of());
        }

        Checkpoints begun(int id, PendingSplits known) {
            return new Checkpoints(
                    Optional.of(new Checkpoint(id, known, Map.of())),
                    complete,
                    untold,
                    id,
                    checkpoints - 1,
                    failures);
        }

        /** The pending checkpoint gets a reader's part. */
        Checkpoints with(int reader, List<VitessSplit> splits) {
            return with(pending.map(checkpoint -> checkpoint.with(reader, splits)));
        }

        Checkpoints aborted() {
            return with(Optional.empty());
        }

        private Checkpoints with(Optional<Checkpoint> changed) {
            return new Checkpoints(changed, complete, untold, last, checkpoints, failures);
        }

        Checkpoints completed() {
            return new Checkpoints(
                    Optional.empty(),
                    pending,
                    ModelReader.plus(untold, pending.orElseThrow().id()),
                    last,
                    checkpoints,
                    failures);
        }

        Checkpoints told() {
            return new Checkpoints(
                    pending,
                    complete,
                    untold.subList(1, untold.size()),
                    last,
                    checkpoints,
                    failures);
        }

        Checkpoints failed() {
            return new Checkpoints(
                    Optional.empty(), complete, untold, last, checkpoints, failures - 1);
        }

        Checkpoints restored(Checkpoint from) {
            return new Checkpoints(
                    Optional.empty(),
                    Optional.of(from),
                    List.of(),
                    from.id(),
                    checkpoints,
                    failures - 1);
        }

        Checkpoints withBudget(int newCheckpoints, int newFailures) {
            return new Checkpoints(pending, complete, untold, last, newCheckpoints, newFailures);
        }
    }

    ModelReader reader(int index) {
        return index == 0 ? first : second;
    }

    ModelState with(int index, ModelReader reader) {
        return index == 0
                ? new ModelState(coordinator, reader, second, flink)
                : new ModelState(coordinator, first, reader, flink);
    }

    ModelState with(ModelCoordinator changed) {
        return new ModelState(changed, first, second, flink);
    }

    ModelState with(Checkpoints changed) {
        return new ModelState(coordinator, first, second, changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelState that
                && coordinator == that.coordinator
                && first == that.first
                && second == that.second
                && flink == that.flink;
    }

    @Override
    public int hashCode() {
        int hash = System.identityHashCode(coordinator);
        hash = 31 * hash + System.identityHashCode(first);
        hash = 31 * hash + System.identityHashCode(second);
        return 31 * hash + System.identityHashCode(flink);
    }
}
