// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.source.event.CopyReport;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * Reads the splits of one subtask: one fetcher thread for all of them.
 *
 * @param <T> the type of the records it emits
 */
@Internal
public final class VitessSourceReader<T>
        extends SingleThreadMultiplexSourceReaderBase<
                ChangeBatch, T, VitessSplit, VitessSplitState> {

    /** The splits in each checkpoint that is under way. */
    private final SortedMap<Long, List<VitessSplit>> snapshots = new TreeMap<>();

    /** The splits that came before the reader was started, and could report. */
    private List<VitessSplit> unreported = new ArrayList<>();

    private boolean started;

    /**
     * A reader without splits.
     *
     * @param deserializer opened already
     */
    public VitessSourceReader(
            VitessSourceConfig config,
            VitessDeserializationSchema<T> deserializer,
            SourceReaderContext context) {
        super(
                () -> new VitessSplitReader(config, System::nanoTime),
                new ChangeEmitter<>(
                        deserializer,
                        context.metricGroup().getIOMetricGroup().getNumRecordsInCounter(),
                        split -> report(context, split)),
                context.getConfiguration(),
                context);
    }

    private static void report(SourceReaderContext context, VitessSplit split) {
        context.sendSourceEventToCoordinator(new CopyReport(split.splitId(), split.isCopying()));
    }

    /** Reports the restored splits: the enumerator can be told only from here on. */
    @Override
    public void start() {
        super.start();
        started = true;
        unreported.forEach(split -> report(context, split));
        unreported = List.of();
    }

    @Override
    public void addSplits(List<VitessSplit> splits) {
        super.addSplits(splits);
        if (started) {
            splits.forEach(split -> report(context, split));
        } else {
            unreported.addAll(splits);
        }
    }

    @Override
    public List<VitessSplit> snapshotState(long checkpointId) {
        List<VitessSplit> splits = super.snapshotState(checkpointId);
        snapshots.put(checkpointId, splits);
        return splits;
    }

    /** Tells the enumerator the positions: with those of all readers they make a VGTID. */
    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        List<VitessSplit> splits = snapshots.remove(checkpointId);
        snapshots.headMap(checkpointId).clear();
        if (splits != null) {
            context.sendSourceEventToCoordinator(PositionReport.of(checkpointId, splits));
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        snapshots.remove(checkpointId);
    }

    /** Nothing is left to do: the enumerator knows that a bounded job has no more splits. */
    @Override
    protected void onSplitFinished(Map<String, VitessSplitState> finished) {
        finished.values().forEach(split -> report(context, split.toSplit()));
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
