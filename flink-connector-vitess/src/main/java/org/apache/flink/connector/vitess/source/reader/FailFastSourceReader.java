// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;

/**
 * Flink's reader with one fetcher, whose task fails whenever the fetcher does. Runs in the task
 * thread.
 *
 * <p>Flink's own checks for errors first and polls an empty queue then, which makes it unavailable.
 * The error of a fetcher that fails between the two completes a future that the poll throws away:
 * the task stays RUNNING, makes checkpoints, and never reads again.
 *
 * @param <E> what the fetcher hands over
 * @param <T> the type of the records
 * @param <SplitT> the type of the splits
 * @param <SplitStateT> the splits as they are being read
 */
abstract class FailFastSourceReader<E, T, SplitT extends SourceSplit, SplitStateT>
        extends SingleThreadMultiplexSourceReaderBase<E, T, SplitT, SplitStateT> {

    private final GuardedFetcherManager<E, SplitT> fetchers;

    FailFastSourceReader(
            Supplier<SplitReader<E, SplitT>> splitReaders,
            RecordEmitter<E, T, SplitStateT> emitter,
            SourceReaderContext context) {
        this(
                new GuardedFetcherManager<>(splitReaders, context.getConfiguration()),
                emitter,
                context);
    }

    FailFastSourceReader(
            GuardedFetcherManager<E, SplitT> fetchers,
            RecordEmitter<E, T, SplitStateT> emitter,
            SourceReaderContext context) {
        super(fetchers, emitter, context.getConfiguration(), context);
        this.fetchers = fetchers;
    }

    /**
     * Takes the future before it looks for errors: one that is reported before the look is seen,
     * and one that is reported after it completes the future.
     */
    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> available = super.isAvailable();
        fetchers.checkErrors();
        return available;
    }

    /** Flink does not poll a reader that is ahead in watermark alignment; checkpoints continue. */
    @Override
    public List<SplitT> snapshotState(long checkpointId) {
        fetchers.checkErrors();
        return super.snapshotState(checkpointId);
    }

    @Override
    protected final void onSplitFinished(Map<String, SplitStateT> finished) {
        fetchers.emitted(finished.keySet());
        onSplitEmitted(finished);
    }

    /** All records of these splits have been emitted. */
    abstract void onSplitEmitted(Map<String, SplitStateT> finished);
}
