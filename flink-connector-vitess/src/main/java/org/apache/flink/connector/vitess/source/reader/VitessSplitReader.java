// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.position.ShardPosition;
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

    private static final int ASKING_THREADS = 4;

    private final VitessSourceConfig config;
    private final BatchDeserializer<T> deserializer;
    private final ReaderMetrics metrics;
    private final LongSupplier nanoTime;
    private final VitessClient client;
    private final CapturedTables tables;
    private final Map<String, ShardStream> streams = new LinkedHashMap<>();

    /** Asks vtgate what the fetcher must not wait for. */
    private final ExecutorService executor =
            Executors.newFixedThreadPool(ASKING_THREADS, VitessSplitReader::thread);

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
        this.config = config;
        this.deserializer = new BatchDeserializer<>(deserializer, metrics);
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.client = new VitessClient(config.connection());
        this.tables = new CapturedTables(client, config);
    }

    /** Waits until something has arrived, and hands over all that has, of all splits. */
    @Override
    public RecordsWithSplitIds<RecordBatch<T>> fetch() {
        RecordsBySplits.Builder<RecordBatch<T>> fetched = new RecordsBySplits.Builder<>();
        if (await()) {
            streams.forEach(
                    (splitId, stream) -> {
                        for (ChangeBatch batch : stream.poll()) {
                            fetched.add(splitId, deserializer.deserialize(batch));
                        }
                        if (stream.isFinished()) {
                            fetched.addFinishedSplit(splitId);
                        }
                    });
            streams.values().removeIf(ShardStream::isFinished);
        }
        return fetched.build();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "vitess-questions");
        thread.setDaemon(true);
        return thread;
    }

    private boolean await() {
        long nanos =
                streams.values().stream()
                        .mapToLong(ShardStream::nanosToDeadline)
                        .min()
                        .orElse(Long.MAX_VALUE);
        try {
            if (activity.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
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
        ShardPosition start = tables.in(split);
        return new ShardStream(
                client,
                config,
                split,
                start,
                executor,
                activity::release,
                nanoTime,
                metrics.shard(split.shard(), start));
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
        executor.shutdownNow();
        client.close();
    }
}
