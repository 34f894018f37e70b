// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Instant;
import java.util.Optional;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;

/** Emits the changes of a batch, then moves the split's position behind it. Task thread only. */
final class ChangeEmitter<T> implements RecordEmitter<ChangeBatch, T, VitessSplitState> {

    private final VitessDeserializationSchema<T> deserializer;
    private final Counter recordsIn;
    private final Reports reports;

    /**
     * An emitter for all splits.
     *
     * @param recordsIn counts the changes
     * @param reports told when a split's last table is copied, or a new one is to be copied, and
     *     its first row
     */
    ChangeEmitter(VitessDeserializationSchema<T> deserializer, Counter recordsIn, Reports reports) {
        this.deserializer = deserializer;
        this.recordsIn = recordsIn;
        this.reports = reports;
    }

    @Override
    public void emitRecord(ChangeBatch batch, SourceOutput<T> output, VitessSplitState split)
            throws Exception {
        // Flink counts a batch as one record.
        recordsIn.inc(batch.changes().size() - 1L);
        for (RowChange change : batch.changes()) {
            emit(change, output, split);
        }
        boolean copying = split.toSplit().isCopying();
        if (split.advance(batch)) {
            reports.firstRow(split.toSplit());
        }
        if (copying != split.toSplit().isCopying()) {
            reports.copy(split.toSplit());
        }
    }

    private void emit(RowChange change, SourceOutput<T> output, VitessSplitState split)
            throws Exception {
        try {
            deserializer.deserialize(
                    change, new TimedOutput<>(output, change.source().committed()));
        } catch (IllegalArgumentException e) {
            // A value that cannot be converted: the converter does not know where it comes from.
            throw new IllegalArgumentException(
                    String.format(
                            "The %s of table '%s' in shard %s, in transaction '%s' behind position"
                                    + " '%s', cannot be read. %s",
                            change.source().snapshot() ? "copied row" : change.kind(),
                            change.source().table(),
                            change.source().shard(),
                            change.source().gtid(),
                            split.toSplit().position().gtid(),
                            e.getMessage()),
                    e);
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
