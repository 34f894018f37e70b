// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.enumerator.Reshard;
import org.apache.flink.connector.vitess.source.enumerator.VitessEnumeratorState;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/**
 * Drives an enumerator as Flink's source coordinator does, and remembers as it does which splits
 * were assigned since which checkpoint. Calls and events of readers wait until {@link #runCalls}.
 */
final class Coordinator implements SplitEnumeratorContext<VitessSplit>, AutoCloseable {

    /** A split that the checkpoint of that number, and those before it, do not have in a reader. */
    private record Assigned(long checkpoint, int subtask, VitessSplit split) {}

    private final Subtask[] subtasks;
    private final Map<Integer, ReaderInfo> registered = new TreeMap<>();
    private final List<Assigned> assigned = new ArrayList<>();
    private final Queue<Runnable> events = new ArrayDeque<>();
    private final Queue<Runnable> calls = new ArrayDeque<>();
    private final List<Runnable> periodicCalls = new ArrayList<>();
    private final SplitEnumerator<VitessSplit, VitessEnumeratorState> enumerator;
    private long latestCheckpoint;
    private boolean discovering;

    /**
     * Creates the enumerator.
     *
     * @param subtasks filled by the caller as they start
     * @param state null for a job without state
     * @param checkpoint the checkpoint that the state is of; 0 for none
     */
    Coordinator(
            VitessSource<Change> source,
            Subtask[] subtasks,
            VitessEnumeratorState state,
            long checkpoint) {
        this.subtasks = subtasks;
        this.latestCheckpoint = checkpoint;
        this.discovering = state == null || !state.discovered();
        this.enumerator =
                state == null
                        ? source.createEnumerator(this)
                        : source.restoreEnumerator(this, state);
    }

    SplitEnumerator<VitessSplit, VitessEnumeratorState> enumerator() {
        return enumerator;
    }

    /** A reader sent an event. */
    void receive(int subtask, SourceEvent event) {
        events.add(() -> enumerator.handleSourceEvent(subtask, event));
    }

    /** A reader asked for a split. */
    void request(int subtask, String host) {
        events.add(() -> enumerator.handleSplitRequest(subtask, host));
    }

    void register(int subtask) {
        registered.put(subtask, new ReaderInfo(subtask, "localhost"));
        enumerator.addReader(subtask);
    }

    /** A subtask failed and starts again from a checkpoint; 0 is none. */
    void reset(int subtask, long checkpoint) {
        runAll(events);
        registered.remove(subtask);
        List<VitessSplit> back =
                assigned.stream()
                        .filter(a -> a.subtask() == subtask && a.checkpoint() >= checkpoint)
                        .map(Assigned::split)
                        .toList();
        assigned.removeIf(a -> a.subtask() == subtask && a.checkpoint() >= checkpoint);
        enumerator.addSplitsBack(back, subtask);
    }

    VitessEnumeratorState snapshot(long checkpoint) throws Exception {
        latestCheckpoint = checkpoint;
        VitessEnumeratorState state = enumerator.snapshotState(checkpoint);
        if (state.reshards().reshards().values().stream().anyMatch(Reshard::isHeldBack)) {
            throw new IllegalStateException(ReshardSchedule.HELD_BACK);
        }
        return state;
    }

    void complete(long checkpoint) throws Exception {
        assigned.removeIf(a -> a.checkpoint() < checkpoint);
        enumerator.notifyCheckpointComplete(checkpoint);
    }

    void abort(long checkpoint) throws Exception {
        enumerator.notifyCheckpointAborted(checkpoint);
    }

    /** Whether the shards are still to be discovered, by the first of the calls. */
    boolean isDiscovering() {
        return discovering;
    }

    /** Runs what the enumerator asked for since the last time. */
    void runCalls() {
        runAll(events);
        runAll(calls);
        discovering = false;
    }

    private static void runAll(Queue<Runnable> queue) {
        while (!queue.isEmpty()) {
            queue.remove().run();
        }
    }

    /** Asks for what the enumerator wants to do now and then. */
    void tick() {
        calls.addAll(periodicCalls);
    }

    @Override
    public void assignSplits(SplitsAssignment<VitessSplit> assignment) {
        assignment
                .assignment()
                .forEach(
                        (subtask, splits) -> {
                            if (!registered.containsKey(subtask)) {
                                throw new IllegalArgumentException(
                                        "Assigned to a reader that is not there: " + subtask);
                            }
                            splits.forEach(
                                    split ->
                                            assigned.add(
                                                    new Assigned(
                                                            latestCheckpoint, subtask, split)));
                            subtasks[subtask].assign(splits);
                        });
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        calls.add(call(callable, handler));
    }

    private static <T> Runnable call(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        return () -> {
            T result = null;
            Throwable failure = null;
            try {
                result = callable.call();
            } catch (Exception e) {
                failure = e;
            }
            handler.accept(result, failure);
        };
    }

    @Override
    public <T> void callAsync(
            Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
        periodicCalls.add(call(callable, handler));
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        calls.add(runnable);
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        subtasks[subtask].receive(event);
    }

    @Override
    public int currentParallelism() {
        return subtasks.length;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return Map.copyOf(registered);
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        throw new UnsupportedOperationException("A stream of changes has no end");
    }

    @Override
    public void setIsProcessingBacklog(boolean isProcessingBacklog) {}

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void close() throws Exception {
        enumerator.close();
    }
}
