// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.vitess.source.reader.BareReader.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The moments at which Flink's own manager goes wrong, each of them forced. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardedFetcherManagerTest {

    private final Configuration configuration = new Configuration();
    private final Semaphore added = new Semaphore(0);
    private final Semaphore fetches = new Semaphore(0);
    private final TwoFetches splitReader = new TwoFetches();

    /** After an empty queue the fetcher ends and fills it, and a wake-up is still due. */
    @Test
    void aFetcherThatFillsTheQueueWithItsEndIsClosed() throws Exception {
        configuration.set(SourceReaderOptions.SOURCE_READER_CLOSE_TIMEOUT, 3_000L);
        added.release();
        GuardedFetcherManager<String, Split> fetchers =
                new GuardedFetcherManager<>(() -> splitReader, configuration) {
                    @Override
                    public boolean maybeShutdownFinishedFetchers() {
                        if (fetches.availablePermits() == 0) {
                            getQueue().wakeUpPuttingThread(0);
                            fetches.release(3);
                            while (getQueue().size() < 2 || !splitReader.isAtRest()) {
                                Thread.onSpinWait();
                            }
                        }
                        return super.maybeShutdownFinishedFetchers();
                    }
                };

        SourceReader<String, Split> reader = BareReader.guarded(fetchers, configuration);
        reader.notifyNoMoreSplits();
        BareReader.drive(reader, () -> 0, 10);
        reader.close();
        assertThat(splitReader.closed).as("split reader closed").isTrue();
    }

    /** The fetcher's thread is still busy with another split that was added before. */
    @Test
    void aSplitThatWasJustAddedIsPausedAndResumed() throws Exception {
        GuardedFetcherManager<String, Split> fetchers =
                new GuardedFetcherManager<>(() -> splitReader, configuration);
        fetchers.addSplits(List.of(new Split("0")));
        fetchers.addSplits(List.of(new Split("1")));
        fetchers.pauseOrResumeSplits(Set.of("1", "gone"), Set.of());
        fetchers.pauseOrResumeSplits(Set.of(), Set.of("1"));
        added.release(2);
        fetches.release(10);

        while (splitReader.calls.size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(splitReader.calls).containsExactly("pause [1]", "resume [1]");
        fetchers.close(Duration.ofSeconds(10).toMillis());
    }

    /** Hands over the split's one record in its first fetch, and its end in the second. */
    private final class TwoFetches implements SplitReader<String, Split> {

        private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        private boolean ended;
        private volatile Thread fetcher;
        private volatile boolean closed;

        @Override
        public RecordsWithSplitIds<String> fetch() {
            fetcher = Thread.currentThread();
            fetches.acquireUninterruptibly();
            if (ended) {
                return new RecordsBySplits<>(Map.of(), Set.of("0"));
            }
            ended = true;
            return new RecordsBySplits<>(Map.of("0", List.of("a value")), Set.of());
        }

        /** Whether the thread waits, and not for a permit. */
        private boolean isAtRest() {
            return fetcher.getState() == Thread.State.WAITING && fetches.availablePermits() > 0;
        }

        @Override
        public void handleSplitsChanges(SplitsChange<Split> change) {
            added.acquireUninterruptibly();
        }

        @Override
        public void pauseOrResumeSplits(Collection<Split> toPause, Collection<Split> toResume) {
            if (!toPause.isEmpty()) {
                calls.add("pause " + toPause.stream().map(Split::splitId).toList());
            }
            if (!toResume.isEmpty()) {
                calls.add("resume " + toResume.stream().map(Split::splitId).toList());
            }
        }

        @Override
        public void wakeUp() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
