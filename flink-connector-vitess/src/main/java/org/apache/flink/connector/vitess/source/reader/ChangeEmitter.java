// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;

/** Emits the changes of a batch, then moves the split's position behind it. Task thread only. */
final class ChangeEmitter<T> implements RecordEmitter<ChangeBatch, T, VitessSplitState> {

    private final VitessDeserializationSchema<T> deserializer;
    private final Counter recordsIn;
    private final Consumer<VitessSplit> onCopyChange;

    /**
     * An emitter for all splits.
     *
     * @param recordsIn counts the changes
     * @param onCopyChange told a split when its last table is copied, or a new one is to be copied
     */
    ChangeEmitter(
            VitessDeserializationSchema<T> deserializer,
            Counter recordsIn,
            Consumer<VitessSplit> onCopyChange) {
        this.deserializer = deserializer;
        this.recordsIn = recordsIn;
        this.onCopyChange = onCopyChange;
    }

    @Override
    public void emitRecord(ChangeBatch batch, SourceOutput<T> output, VitessSplitState split)
            throws Exception {
        // Flink counts a batch as one record.
        recordsIn.inc(batch.changes().size() - 1L);
        for (RowChange change : batch.changes()) {
            deserializer.deserialize(
                    change, new TimedOutput<>(output, change.source().committed()));
        }
        boolean copying = split.toSplit().isCopying();
        split.advance(batch.after());
        if (copying != split.toSplit().isCopying()) {
            onCopyChange.accept(split.toSplit());
        }
    }

    /** Records carry their transaction's time of commit; copied rows carry none. */
    private record TimedOutput<T>(SourceOutput<T> output, Optional<Instant> committed)
            implements Collector<T> {

        @Override
        public void collect(T record) {
            if (committed.isPresent()) {
                output.collect(record, committed.get().toEpochMilli());
            } else {
                output.collect(record);
            }
        }

        @Override
        public void close() {}
    }
}
