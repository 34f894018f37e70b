// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
import org.apache.flink.connector.base.source.reader.fetcher.SplitFetcher;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;

/**
 * Flink's manager of the one fetcher, without the races between the two threads. Used by the task
 * thread.
 *
 * <p>It keeps track of the splits that are being read: Flink's asks the fetcher, whose thread
 * changes them at the same time.
 *
 * @param <E> what the fetcher hands over
 * @param <SplitT> the type of the splits
 */
class GuardedFetcherManager<E, SplitT extends SourceSplit>
        extends SingleThreadFetcherManager<E, SplitT> {

    /** The splits whose last record is not emitted yet. */
    private final Map<String, SplitT> read = new HashMap<>();

    GuardedFetcherManager(
            Supplier<SplitReader<E, SplitT>> splitReaders, Configuration configuration) {
        super(() -> new ClosedOnFailure<>(splitReaders.get()), configuration);
    }

    /** A fetcher that has failed would take the splits and never read them. */
    @Override
    public void addSplits(List<SplitT> splits) {
        checkErrors();
        splits.forEach(split -> read.put(split.splitId(), split));
        super.addSplits(splits);
    }

    /** All records of these splits have been emitted. */
    void emitted(Collection<String> splits) {
        read.keySet().removeAll(splits);
    }

    /**
     * Flink's looks the splits up in a map that the fetcher's thread may be changing; one that is
     * missed there would stay paused forever.
     */
    @Override
    public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
        SplitFetcher<E, SplitT> fetcher = getRunningFetcher();
        List<SplitT> pause = find(toPause);
        List<SplitT> resume = find(toResume);
        if (fetcher != null && !(pause.isEmpty() && resume.isEmpty())) {
            fetcher.pauseOrResumeSplits(pause, resume);
        }
    }

    private List<SplitT> find(Collection<String> splits) {
        return splits.stream().map(read::get).filter(Objects::nonNull).toList();
    }

    /**
     * A fetcher that is shut down while its last batches fill the queue may wait forever, and with
     * it the end of a bounded job and the fetcher's connections (FLINK-40660). Once all is emitted,
     * the queue is empty.
     */
    @Override
    public boolean maybeShutdownFinishedFetchers() {
        return read.isEmpty() && super.maybeShutdownFinishedFetchers();
    }

    /**
     * Flink's asks whether there is a fetcher and then takes it, while a failed one removes itself
     * (FLINK-36146).
     */
    @Override
    protected SplitFetcher<E, SplitT> getRunningFetcher() {
        Iterator<SplitFetcher<E, SplitT>> running = fetchers.values().iterator();
        return running.hasNext() ? running.next() : null;
    }
}
