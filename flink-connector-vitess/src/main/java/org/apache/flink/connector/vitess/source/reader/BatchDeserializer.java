// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.change.TransactionBoundary;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.ChangeBatch.PlacedBoundary;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.util.Collector;

/**
 * Turns batches of changes into batches of records. Records carry the time at which their row was
 * changed; copied rows carry none. Fetcher thread only.
 */
final class BatchDeserializer<T> implements Collector<T> {

    private final VitessDeserializationSchema<T> deserializer;
    private final ReaderMetrics metrics;
    private List<T> records;
    private long[] timestamps;
    private long timestamp;

    /**
     * For all splits of a reader.
     *
     * @param deserializer opened already
     * @param metrics count the rows that cannot be read
     */
    BatchDeserializer(VitessDeserializationSchema<T> deserializer, ReaderMetrics metrics) {
        this.deserializer = deserializer;
        this.metrics = metrics;
    }

    /**
     * The records of a batch.
     *
     * @throws IllegalArgumentException if a value cannot be converted; the message says where it
     *     comes from
     */
    RecordBatch<T> deserialize(FetchedBatch fetched) {
        ChangeBatch batch = fetched.changes();
        records = new ArrayList<>(batch.changes().size());
        timestamps = new long[batch.changes().size()];
        int next = 0;
        for (PlacedBoundary placed : batch.boundaries()) {
            deserialize(batch, next, placed.index());
            deserialize(placed.boundary());
            next = placed.index();
        }
        deserialize(batch, next, batch.changes().size());
        timestamp = TimestampAssigner.NO_TIMESTAMP;
        for (SchemaChange change : batch.schemaChanges()) {
            deserialize(change);
        }
        RecordBatch<T> made =
                new RecordBatch<>(
                        records,
                        timestamps,
                        batch.changes().size(),
                        batch.after(),
                        batch.journal(),
                        batch.logTime(),
                        fetched.release());
        // Else large records would stay on the heap until the next ones come.
        records = null;
        timestamps = null;
        return made;
    }

    private void deserialize(ChangeBatch batch, int from, int to) {
        for (int i = from; i < to; i++) {
            deserialize(batch.changes().get(i), batch);
        }
    }

    private void deserialize(TransactionBoundary boundary) {
        timestamp = timestamp(boundary.source());
        try {
            deserializer.deserialize(boundary, this);
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    String.format(
                            "The %s of transaction '%s' in shard %s cannot be handled. %s",
                            boundary.kind(),
                            boundary.source().gtid(),
                            boundary.source().shard(),
                            e.getMessage()),
                    e);
        }
    }

    private static long timestamp(ChangeSource source) {
        Optional<Instant> changed = source.changed();
        return changed.isPresent() ? changed.get().toEpochMilli() : TimestampAssigner.NO_TIMESTAMP;
    }

    private void deserialize(RowChange change, ChangeBatch batch) {
        timestamp = timestamp(change.source());
        try {
            deserializer.deserialize(change, this);
        } catch (RuntimeException e) {
            metrics.unreadable();
            throw new IllegalArgumentException(where(change, batch) + e.getMessage(), e);
        } catch (Exception e) {
            metrics.unreadable();
            throw new IllegalStateException(where(change, batch) + e.getMessage(), e);
        }
    }

    private void deserialize(SchemaChange change) {
        try {
            deserializer.deserialize(change, this);
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    String.format(
                            "The change of table '%s' in shard %s at position '%s', '%s', cannot be"
                                    + " handled. %s",
                            change.table(),
                            change.shard(),
                            change.gtid(),
                            change.statement(),
                            e.getMessage()),
                    e);
        }
    }

    /** The deserializer does not know where a change comes from in the stream. */
    private static String where(RowChange change, ChangeBatch batch) {
        return String.format(
                "The %s of table '%s' in shard %s, in transaction '%s' before position '%s', cannot"
                        + " be read. ",
                change.source().snapshot() ? "copied row" : change.kind(),
                change.source().table(),
                change.source().shard(),
                change.source().gtid(),
                batch.after().gtid());
    }

    @Override
    public void collect(T record) {
        if (records.size() == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, 2 * timestamps.length + 1);
        }
        timestamps[records.size()] = timestamp;
        records.add(record);
    }

    @Override
    public void close() {}
}
