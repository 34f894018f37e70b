// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/**
 * A coordinator with one thread, the test's. Asynchronous calls are counted, and never answered.
 */
final class FakeEnumeratorContext implements SplitEnumeratorContext<VitessSplit> {

    private final int parallelism;
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final Metrics metrics = new Metrics();
    private int pendingCalls;
    private Runnable tick;
    final Map<Integer, List<SourceEvent>> sent = new HashMap<>();
    final List<Boolean> backlog = new ArrayList<>();

    /** The readers that get no more splits. */
    final List<Integer> served = new ArrayList<>();

    final Map<Integer, List<VitessSplit>> assigned = new HashMap<>();

    FakeEnumeratorContext(int parallelism) {
        this.parallelism = parallelism;
    }

    void register(int subtask) {
        readers.put(subtask, new ReaderInfo(subtask, "localhost"));
    }

    void unregister(int subtask) {
        readers.remove(subtask);
    }

    int pendingCalls() {
        return pendingCalls;
    }

    @Override
    public int currentParallelism() {
        return parallelism;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return Map.copyOf(readers);
    }

    @Override
    public void assignSplits(SplitsAssignment<VitessSplit> assignment) {
        assignment
                .assignment()
                .forEach(
                        (reader, splits) ->
                                assigned.computeIfAbsent(reader, r -> new ArrayList<>())
                                        .addAll(splits));
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        pendingCalls++;
    }

    @Override
    public <T> void callAsync(
            Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
        tick = () -> handler.accept(null, null);
    }

    /** What is done again and again is done once more. */
    void tick() {
        tick.run();
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        runnable.run();
    }

    @Override
    public void sendEventToSourceReader(int subtaskId, SourceEvent event) {
        sent.computeIfAbsent(subtaskId, r -> new ArrayList<>()).add(event);
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        served.add(subtask);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return metrics;
    }

    /** Keeps the gauges. */
    private static final class Metrics extends UnregisteredMetricsGroup
            implements SplitEnumeratorMetricGroup {

        private final Map<String, Gauge<?>> gauges = new HashMap<>();
        private final Map<String, Counter> counters = new HashMap<>();

        @Override
        public Counter counter(String name) {
            return counters.computeIfAbsent(name, n -> new SimpleCounter());
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(name, gauge);
            return gauge;
        }

        @Override
        public <G extends Gauge<Long>> G setUnassignedSplitsGauge(G gauge) {
            return gauge("unassignedSplits", gauge);
        }
    }

    /** The value of a gauge now. */
    Object gauge(String name) {
        return metrics.gauges.get(name).getValue();
    }

    /** The value of a counter now. */
    long counter(String name) {
        return metrics.counters.get(name).getCount();
    }

    @Override
    public void setIsProcessingBacklog(boolean newBacklog) {
        backlog.add(newBacklog);
    }
}
