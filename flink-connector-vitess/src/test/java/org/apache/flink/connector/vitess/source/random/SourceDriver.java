// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.enumerator.VitessEnumeratorState;

/**
 * Runs a source as Flink's runtime does, in the caller's thread: a coordinator, some subtasks,
 * checkpoints in bytes, failures of all or of one, and what came out cut back to the checkpoint.
 */
final class SourceDriver implements AutoCloseable {

    static final int MAX_PARALLELISM = 3;

    private VitessSource<Change> source;
    private final Emitted emitted = new Emitted();
    private Coordinator coordinator;
    private Subtask[] subtasks = new Subtask[0];
    private long latestId;

    /** Null before the first. */
    private Checkpoint completed;

    /** The checkpoint that every subtask has taken, but Flink has not completed; mostly null. */
    private Checkpoint pending;

    SourceDriver(VitessSource<Change> source) {
        this.source = source;
    }

    /** From the next start on, the job reads this source. */
    void use(VitessSource<Change> newSource) {
        source = newSource;
    }

    int parallelism() {
        return subtasks.length;
    }

    Emitted emitted() {
        return emitted;
    }

    /** Starts the job from its last completed checkpoint. */
    void start(int parallelism) throws Exception {
        subtasks = new Subtask[parallelism];
        VitessEnumeratorState state = completed == null ? null : completed.enumeratorState(source);
        coordinator = new Coordinator(source, subtasks, state, completedId());
        coordinator.enumerator().start();
        for (int i = 0; i < parallelism; i++) {
            startSubtask(i);
        }
    }

    private void startSubtask(int subtask) throws Exception {
        subtasks[subtask] = new Subtask(source, subtask, coordinator, emitted);
        subtasks[subtask].start(
                completed == null
                        ? List.of()
                        : completed.splitsOf(source, subtask, subtasks.length));
    }

    private long completedId() {
        return completed == null ? 0 : completed.id();
    }

    /** Whether the enumerator is still to discover the shards. */
    boolean isDiscovering() {
        return coordinator.isDiscovering();
    }

    /** The enumerator gets what the subtasks reported, and the answers to its calls. */
    void runCalls() {
        coordinator.runCalls();
    }

    /** The time of the enumerator's periodic call has come. */
    void tick() {
        coordinator.tick();
    }

    /** True if the subtask put out a unit. */
    boolean poll(int subtask) throws Exception {
        return subtasks[subtask].poll();
    }

    /** Waits until a subtask may have something; false if none has in time. */
    boolean await(Duration timeout) throws Exception {
        CompletableFuture<?>[] available =
                Stream.of(subtasks).map(Subtask::available).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(available).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** What happens between the snapshots of two subtasks. */
    @FunctionalInterface
    interface Meanwhile {
        void run() throws Exception;
    }

    /** Takes a checkpoint: first the coordinator's part, then as the barriers come the others'. */
    void snapshot(Meanwhile meanwhile) throws Exception {
        abortPending();
        long id = ++latestId;
        for (Subtask subtask : subtasks) {
            subtask.expectBarrier();
        }
        byte[] enumerator = Checkpoint.write(source, coordinator.snapshot(id));
        List<List<byte[]>> readers = new ArrayList<>();
        long[] marks = new long[MAX_PARALLELISM];
        for (int i = 0; i < subtasks.length; i++) {
            meanwhile.run();
            readers.add(Checkpoint.write(source, subtasks[i].snapshot(id)));
            marks[i] = emitted.mark();
        }
        Arrays.fill(marks, subtasks.length, MAX_PARALLELISM, emitted.mark());
        pending = new Checkpoint(id, enumerator, readers, marks);
    }

    boolean hasPending() {
        return pending != null;
    }

    /** Completes the checkpoint that was taken, but only notifies the coordinator. */
    CheckpointedState completeUnheard() throws Exception {
        completed = pending;
        pending = null;
        coordinator.complete(completed.id());
        return completed.stored(source);
    }

    /** Completes the checkpoint that was taken. Who is notified first differs. */
    CheckpointedState complete() throws Exception {
        completed = pending;
        pending = null;
        boolean coordinatorFirst = completed.id() % 2 == 0;
        if (coordinatorFirst) {
            coordinator.complete(completed.id());
        }
        for (Subtask subtask : subtasks) {
            subtask.complete(completed.id());
        }
        if (!coordinatorFirst) {
            coordinator.complete(completed.id());
        }
        return completed.stored(source);
    }

    /** The checkpoint that was taken, if there is one, never completes. */
    void abortPending() throws Exception {
        if (pending == null) {
            return;
        }
        long id = pending.id();
        pending = null;
        for (Subtask subtask : subtasks) {
            subtask.abort(id);
        }
        coordinator.abort(id);
    }

    /** The whole job fails, and starts again from its last completed checkpoint. */
    void restart(int parallelism) throws Exception {
        pending = null;
        close();
        emitted.cutBack(completed == null ? new long[MAX_PARALLELISM] : completed.marks());
        start(parallelism);
    }

    /** Some subtasks fail and start again; the coordinator and the others continue. */
    void restartSubtasks(List<Integer> failed) throws Exception {
        abortPending();
        for (int subtask : failed) {
            subtasks[subtask].close();
            emitted.cutBack(subtask, completed == null ? 0 : completed.marks()[subtask]);
            coordinator.reset(subtask, completedId());
        }
        for (int subtask : failed) {
            startSubtask(subtask);
        }
    }

    @Override
    public void close() throws Exception {
        for (Subtask subtask : subtasks) {
            if (subtask != null) {
                subtask.close();
            }
        }
        if (coordinator != null) {
            coordinator.close();
        }
        subtasks = new Subtask[0];
        coordinator = null;
    }
}
