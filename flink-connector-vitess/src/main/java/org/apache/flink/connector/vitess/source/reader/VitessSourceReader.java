// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
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
                        context.metricGroup().getIOMetricGroup().getNumRecordsInCounter()),
                context.getConfiguration(),
                context);
    }

    @Override
    protected void onSplitFinished(Map<String, VitessSplitState> finished) {
        throw new IllegalStateException("A stream of changes has no end: " + finished.keySet());
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
