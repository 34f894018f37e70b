// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.metrics.Counter;

/**
 * Emits the records of a batch, and the watermark after them if the source makes its own, then
 * advances the split's position past it. Task thread only.
 */
final class BatchEmitter<T> implements RecordEmitter<RecordBatch<T>, T, VitessSplitState> {

    private final Counter recordsIn;
    private final Reports reports;
    private final Optional<Duration> watermarkDelay;

    /**
     * An emitter for all splits.
     *
     * @param recordsIn counts the changes
     * @param reports notified when a split's last table is copied, or a new one is to be copied,
     *     and of its first row
     * @param watermarkDelay how far watermarks trail the log; empty for none
     */
    BatchEmitter(Counter recordsIn, Reports reports, Optional<Duration> watermarkDelay) {
        this.recordsIn = recordsIn;
        this.reports = reports;
        this.watermarkDelay = watermarkDelay;
    }

    @Override
    public void emitRecord(RecordBatch<T> batch, SourceOutput<T> output, VitessSplitState split) {
        // Flink counts a batch as one record.
        recordsIn.inc(batch.changes() - 1L);
        for (int i = 0; i < batch.records().size(); i++) {
            output.collect(batch.records().get(i), batch.timestamps()[i]);
        }
        watermarkDelay.ifPresent(
                delay ->
                        batch.logTime()
                                .ifPresent(time -> output.emitWatermark(after(time, delay))));
        batch.release().run();
        boolean copying = split.toSplit().isCopying();
        if (split.advance(batch)) {
            reports.firstRow(split.toSplit());
        }
        if (copying != split.toSplit().isCopying()) {
            reports.copy(split.toSplit());
        }
    }

    /** Changes of the same second may follow. */
    private static Watermark after(Instant logTime, Duration delay) {
        return new Watermark(logTime.minus(delay).toEpochMilli() - 1);
    }
}
