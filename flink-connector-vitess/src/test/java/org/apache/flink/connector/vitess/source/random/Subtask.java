// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** One attempt of one subtask: a reader, driven in the order of Flink's source operator. */
final class Subtask implements SourceReaderContext, AutoCloseable {

    private final int index;
    private final Coordinator coordinator;
    private final SourceReader<Change, VitessSplit> reader;
    private final ReaderOutput<Change> output;
    private final Configuration configuration = new Configuration();
    private final SourceReaderMetricGroup metrics =
            UnregisteredMetricsGroup.createSourceReaderMetricGroup();

    /** From the coordinator's snapshot to this subtask's own, the coordinator's events wait. */
    private boolean barrierIsComing;

    private final Queue<Runnable> held = new ArrayDeque<>();

    /** The coordinator does not know yet that the subtask failed: what it sends gets lost. */
    private boolean closed;

    Subtask(VitessSource<Change> source, int index, Coordinator coordinator, Emitted emitted)
            throws Exception {
        this.index = index;
        this.coordinator = coordinator;
        this.output = emitted.outputOf(index);
        this.reader = source.createReader(this);
    }

    void start(List<VitessSplit> restored) {
        if (!restored.isEmpty()) {
            reader.addSplits(restored);
        }
        coordinator.register(index);
        reader.start();
    }

    /** True if a unit came out. */
    boolean poll() throws Exception {
        return reader.pollNext(output) == InputStatus.MORE_AVAILABLE;
    }

    CompletableFuture<Void> available() {
        return reader.isAvailable();
    }

    void expectBarrier() {
        barrierIsComing = true;
    }

    List<VitessSplit> snapshot(long checkpoint) {
        List<VitessSplit> splits = reader.snapshotState(checkpoint);
        barrierIsComing = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
        return splits;
    }

    void complete(long checkpoint) throws Exception {
        reader.notifyCheckpointComplete(checkpoint);
    }

    void abort(long checkpoint) throws Exception {
        reader.notifyCheckpointAborted(checkpoint);
    }

    void assign(List<VitessSplit> splits) {
        deliver(() -> reader.addSplits(splits));
    }

    void receive(SourceEvent event) {
        deliver(() -> reader.handleSourceEvents(event));
    }

    private void deliver(Runnable event) {
        if (barrierIsComing) {
            held.add(event);
        } else if (!closed) {
            event.run();
        }
    }

    @Override
    public void close() throws Exception {
        closed = true;
        reader.close();
    }

    @Override
    public SourceReaderMetricGroup metricGroup() {
        return metrics;
    }

    @Override
    public Configuration getConfiguration() {
        return configuration;
    }

    @Override
    public String getLocalHostName() {
        return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
        return index;
    }

    @Override
    public int currentParallelism() {
        return coordinator.currentParallelism();
    }

    @Override
    public void sendSplitRequest() {
        coordinator.request(index, getLocalHostName());
    }

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
        coordinator.receive(index, event);
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        return SimpleUserCodeClassLoader.create(Subtask.class.getClassLoader());
    }
}
