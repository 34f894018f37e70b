// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * Fetches the batches of all splits of one reader over one client, and makes records of them, so
 * that the task thread has only to emit them. Runs in the fetcher thread; {@link #wakeUp} may come
 * from another.
 *
 * @param <T> the type of the records
 */
@Internal
public final class VitessSplitReader<T> implements SplitReader<RecordBatch<T>, VitessSplit> {

    private final BatchDeserializer<T> deserializer;
    private final ReaderMetrics metrics;
    private final VitessClient client;
    private final CapturedTables tables;
    private final StreamContext context;
    private final NewTables newTables;

    /** In the order of their turns. */
    private final Map<String, ShardStream> streams = new LinkedHashMap<>();

    /** A permit means: some stream may have something new, or the fetcher was woken up. */
    private final Semaphore activity = new Semaphore(0);

    /**
     * A reader without splits.
     *
     * @param deserializer opened already
     * @param nanoTime a clock for the pauses between attempts
     */
    public VitessSplitReader(
            VitessSourceConfig config,
            VitessDeserializationSchema<T> deserializer,
            ReaderMetrics metrics,
            LongSupplier nanoTime) {
        this.deserializer = new BatchDeserializer<>(deserializer, metrics);
        this.metrics = metrics;
        long bufferBytes = config.reader().bufferBytes();
        this.client = VitessClient.forStreams(config.connection(), bufferBytes);
        this.tables = new CapturedTables(client, config);
        this.context =
                new StreamContext(
                        config,
                        deserializer.wantsTransactionBoundaries(),
                        client,
                        new BackgroundQuestions(),
                        new MemoryBudget(bufferBytes),
                        activity::release,
                        nanoTime);
        this.newTables = new NewTables(context, tables);
    }

    /**
     * Waits until something has arrived, and hands it over: of all splits in turn, but no more than
     * a part of the memory budget, so that the task thread has something to do meanwhile.
     */
    @Override
    public RecordsWithSplitIds<RecordBatch<T>> fetch() {
        RecordsBySplits.Builder<RecordBatch<T>> fetched = new RecordsBySplits.Builder<>();
        if (await()) {
            if (newTables.isDue()) {
                captureNewTables();
            }
            fetch(fetched);
        }
        return fetched.build();
    }

    private void captureNewTables() {
        Map<Shard, Set<String>> captured = new HashMap<>();
        streams.values().forEach(stream -> captured.putAll(stream.captured()));
        Map<Shard, Set<String>> added = newTables.poll(captured);
        streams.values().forEach(stream -> stream.capture(added));
    }

    private void fetch(RecordsBySplits.Builder<RecordBatch<T>> fetched) {
        long room = context.budget().bytesPerFetch();
        for (ShardStream stream : List.copyOf(streams.values())) {
            if (room <= 0) {
                activity.release();
                return;
            }
            streams.remove(stream.splitId());
            streams.put(stream.splitId(), stream);
            for (FetchedBatch batch : stream.poll(room)) {
                room -= batch.bytes();
                fetched.add(stream.splitId(), deserializer.deserialize(batch));
            }
            if (stream.isFinished()) {
                fetched.addFinishedSplit(stream.splitId());
                streams.remove(stream.splitId());
            }
        }
    }

    private boolean await() {
        long nanos =
                streams.values().stream()
                        .mapToLong(ShardStream::nanosToDeadline)
                        .min()
                        .orElse(Long.MAX_VALUE);
        try {
            if (activity.tryAcquire(
                    Math.min(nanos, newTables.nanosToPoll()), TimeUnit.NANOSECONDS)) {
                activity.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<VitessSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("Not a splits addition: " + change);
        }
        for (VitessSplit split : change.splits()) {
            streams.put(split.splitId(), open(split));
        }
        activity.release();
    }

    private ShardStream open(VitessSplit split) {
        return new ShardStream(
                context,
                split,
                () -> tables.in(split),
                metrics.shard(split.shard(), split.position()));
    }

    @Override
    public void pauseOrResumeSplits(
            Collection<VitessSplit> toPause, Collection<VitessSplit> toResume) {
        toPause.forEach(split -> pause(split, true));
        toResume.forEach(split -> pause(split, false));
        activity.release();
    }

    private void pause(VitessSplit split, boolean paused) {
        ShardStream stream = streams.get(split.splitId());
        if (stream != null) {
            stream.pause(paused);
        }
    }

    @Override
    public void wakeUp() {
        activity.release();
    }

    @Override
    public void close() {
        streams.values().forEach(ShardStream::close);
        context.questions().close();
        client.close();
    }
}
