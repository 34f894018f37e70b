// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.source.event.ReshardStored;
import org.apache.flink.connector.vitess.source.event.ShardsAssigned;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * Reads the splits of one subtask: one fetcher thread for all of them.
 *
 * <p>A split that has reached a journal is no longer read, but stays in the reader's checkpoints
 * until a complete one holds the enumerator's knowledge of it. The reader reports it again at its
 * first poll after each complete checkpoint: a job that stops with a savepoint completes that one
 * too, but polls no more, so that the enumerator sends nothing to tasks that finish.
 *
 * @param <T> the type of the records it emits
 */
@Internal
public final class VitessSourceReader<T>
        extends FailFastSourceReader<RecordBatch<T>, T, VitessSplit, VitessSplitState> {

    private final Reports reports;
    private final RestoredSplits restored;
    private final WatermarkStatus<T> watermark = new WatermarkStatus<>();

    /** The splits that have reached a journal which the enumerator has not stored yet. */
    private final List<VitessSplit> resharded = new ArrayList<>();

    /** Completed by a complete checkpoint, which may hold that knowledge. */
    private CompletableFuture<Void> mayBeStored = new CompletableFuture<>();

    /** The splits in each checkpoint that is under way. */
    private final SortedMap<Long, List<VitessSplit>> snapshots = new TreeMap<>();

    /**
     * A reader without splits.
     *
     * @param deserializer opened already
     */
    public VitessSourceReader(
            VitessSourceConfig config,
            VitessDeserializationSchema<T> deserializer,
            SourceReaderContext context) {
        this(
                config,
                deserializer,
                context,
                new Reports(context),
                new ReaderMetrics(
                        context.metricGroup(), System::nanoTime, System::currentTimeMillis));
    }

    private VitessSourceReader(
            VitessSourceConfig config,
            VitessDeserializationSchema<T> deserializer,
            SourceReaderContext context,
            Reports reports,
            ReaderMetrics metrics) {
        super(
                () -> new VitessSplitReader<>(config, deserializer, metrics, System::nanoTime),
                new BatchEmitter<>(
                        context.metricGroup().getIOMetricGroup().getNumRecordsInCounter(),
                        reports,
                        Optional.ofNullable(config.reader().logWatermarkDelay())),
                context);
        this.reports = reports;
        this.restored = new RestoredSplits(config.tables().resnapshot());
    }

    @Override
    public void start() {
        super.start();
        reports.start();
        askWithoutSplit();
    }

    /** The enumerator answers with {@link ShardsAssigned} if there is none for this reader. */
    private void askWithoutSplit() {
        if (getNumberOfCurrentlyAssignedSplits() == 0) {
            context.sendSplitRequest();
        }
    }

    @Override
    public void addSplits(List<VitessSplit> splits) {
        List<VitessSplit> toRead = new ArrayList<>();
        for (VitessSplit given : splits) {
            VitessSplit split = restored.at(given);
            if (split.journal().isPresent()) {
                keep(split);
            } else {
                toRead.add(split);
                reports.copy(split);
            }
        }
        if (!toRead.isEmpty()) {
            super.addSplits(toRead);
            watermark.update(getNumberOfCurrentlyAssignedSplits());
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        watermark.emitsTo(output, getNumberOfCurrentlyAssignedSplits());
        if (mayBeStored.isDone()) {
            mayBeStored = new CompletableFuture<>();
            resharded.forEach(reports::resharded);
        }
        InputStatus status = super.pollNext(output);
        watermark.update(getNumberOfCurrentlyAssignedSplits());
        return status;
    }

    /** With ends to report, the reader is also polled after a complete checkpoint. */
    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> available = super.isAvailable();
        return resharded.isEmpty()
                ? available
                : CompletableFuture.anyOf(available, mayBeStored).thenRun(() -> {});
    }

    private void keep(VitessSplit split) {
        resharded.add(split);
        watermark.awaitSuccessors();
        watermark.update(getNumberOfCurrentlyAssignedSplits());
        reports.resharded(split);
    }

    @Override
    void onSplitEmitted(Map<String, VitessSplitState> finished) {
        for (VitessSplitState state : finished.values()) {
            VitessSplit split = state.toSplit();
            if (split.journal().isPresent()) {
                keep(split);
            } else {
                reports.copy(split);
            }
        }
        askWithoutSplit();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof ReshardStored stored) {
            VitessSplit split = stored.split();
            resharded.removeIf(
                    kept ->
                            kept.shard().equals(split.shard())
                                    && kept.journal().equals(split.journal()));
        } else if (event instanceof ShardsAssigned) {
            watermark.allAssigned();
            watermark.update(getNumberOfCurrentlyAssignedSplits());
        } else {
            throw new IllegalArgumentException("Not an event of this source: " + event);
        }
    }

    @Override
    public List<VitessSplit> snapshotState(long checkpointId) {
        List<VitessSplit> splits = new ArrayList<>(super.snapshotState(checkpointId));
        splits.addAll(resharded);
        snapshots.put(checkpointId, splits);
        return splits;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        List<VitessSplit> splits = snapshots.remove(checkpointId);
        snapshots.headMap(checkpointId).clear();
        if (splits != null) {
            reports.positions(checkpointId, splits);
        }
        if (!resharded.isEmpty()) {
            mayBeStored.complete(null);
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        snapshots.remove(checkpointId);
    }

    @Override
    protected VitessSplitState initializedState(VitessSplit split) {
        return new VitessSplitState(split);
    }

    @Override
    protected VitessSplit toSplitType(String splitId, VitessSplitState state) {
        return state.toSplit();
    }
}
