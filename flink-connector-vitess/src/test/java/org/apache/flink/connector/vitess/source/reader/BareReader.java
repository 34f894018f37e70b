// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.core.io.InputStatus;

/** Readers without any Vitess, with and without the guard, and a task thread that drives them. */
final class BareReader {

    /** A split without a position. */
    record Split(String splitId) implements SourceSplit {}

    private BareReader() {}

    /** The connector's own. */
    static SourceReader<String, Split> guarded(
            Supplier<SplitReader<String, Split>> splitReaders, Configuration configuration) {
        return guarded(new GuardedFetcherManager<>(splitReaders, configuration), configuration);
    }

    static SourceReader<String, Split> guarded(
            GuardedFetcherManager<String, Split> fetchers, Configuration configuration) {
        return new FailFastSourceReader<>(
                fetchers,
                (String element, SourceOutput<String> output, Split state) ->
                        output.collect(element),
                new IdleReaderContext(configuration)) {

            @Override
            void onSplitEmitted(Map<String, Split> finished) {}

            @Override
            protected Split initializedState(Split split) {
                return split;
            }

            @Override
            protected Split toSplitType(String splitId, Split state) {
                return state;
            }
        };
    }

    /** Flink's own. */
    static SourceReader<String, Split> unguarded(
            SingleThreadFetcherManager<String, Split> fetchers, Configuration configuration) {
        return new SingleThreadMultiplexSourceReaderBase<>(
                fetchers,
                (String element, SourceOutput<String> output, Split state) ->
                        output.collect(element),
                configuration,
                new IdleReaderContext(configuration)) {

            @Override
            protected void onSplitFinished(Map<String, Split> finished) {}

            @Override
            protected Split initializedState(Split split) {
                return split;
            }

            @Override
            protected Split toSplitType(String splitId, Split state) {
                return state;
            }
        };
    }

    /**
     * Polls as a task does, until the reader ends or fails.
     *
     * @param pauseNanos how long to do something else before each poll
     * @param patienceSeconds how long nothing may be available
     * @throws TimeoutException if nothing has been available for so long
     */
    static void drive(
            SourceReader<String, Split> reader, LongSupplier pauseNanos, long patienceSeconds)
            throws Exception {
        reader.start();
        reader.addSplits(List.of(new Split("0")));
        InputStatus status;
        do {
            long until = System.nanoTime() + pauseNanos.getAsLong();
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            status = reader.pollNext(new DiscardingOutput());
            if (status == InputStatus.NOTHING_AVAILABLE) {
                await(reader, patienceSeconds);
            }
        } while (status != InputStatus.END_OF_INPUT);
    }

    private static void await(SourceReader<String, Split> reader, long patienceSeconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        reader.isAvailable().get(patienceSeconds, TimeUnit.SECONDS);
    }
}
