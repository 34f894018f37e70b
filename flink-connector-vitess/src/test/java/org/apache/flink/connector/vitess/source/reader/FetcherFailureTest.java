// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
import org.apache.flink.connector.vitess.source.reader.BareReader.Split;
import org.apache.flink.connector.vitess.testing.QuietLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task fails whenever its fetcher has failed, whatever the moment. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FetcherFailureTest {

    private static final int FETCHERS = 20_000;

    private final Configuration configuration = new Configuration();
    private final AtomicInteger closed = new AtomicInteger();
    private final Semaphore mayFail = new Semaphore(0);
    private final FailingSplitReader splitReader =
            new FailingSplitReader(0, mayFail, closed::incrementAndGet);

    /** Whether the next look for errors is that of a poll. */
    private boolean polls;

    @Test
    void noFailureOfManyFetchersIsLost() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (QuietLog quiet = new QuietLog()) {
            for (int i = 0; i < FETCHERS; i++) {
                SourceReader<String, Split> reader =
                        BareReader.guarded(
                                () ->
                                        new FailingSplitReader(
                                                1, new Semaphore(1), closed::incrementAndGet),
                                configuration);
                assertThatThrownBy(() -> BareReader.drive(reader, () -> random.nextInt(60_000), 10))
                        .as("fetcher %d, seed %d", i, seed)
                        .hasRootCauseMessage(FailingSplitReader.FAILURE);
                reader.close();
            }
        }
        assertThat(closed).as("split readers closed").hasValue(FETCHERS);
    }

    @Test
    void aFailureBetweenTheLookForErrorsAndThePollFailsTheTask() {
        GuardedFetcherManager<String, Split> fetchers =
                new GuardedFetcherManager<>(() -> splitReader, configuration) {
                    @Override
                    public void checkErrors() {
                        super.checkErrors();
                        failDuringPoll(super::checkErrors);
                    }
                };

        assertThatThrownBy(() -> driveAndClose(BareReader.guarded(fetchers, configuration)))
                .hasRootCauseMessage(FailingSplitReader.FAILURE);
    }

    /** The planted fault. Once Flink has mended it, the guard can go. */
    @Test
    void flinksOwnReaderLosesThatFailure() {
        SingleThreadFetcherManager<String, Split> fetchers =
                new SingleThreadFetcherManager<>(() -> splitReader, configuration) {
                    @Override
                    public void checkErrors() {
                        super.checkErrors();
                        failDuringPoll(super::checkErrors);
                    }
                };

        assertThatThrownBy(() -> driveAndClose(BareReader.unguarded(fetchers, configuration)))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void aSplitReaderIsClosedAsSoonAsItFails() throws Exception {
        SourceReader<String, Split> reader = BareReader.guarded(() -> splitReader, configuration);
        mayFail.release();
        assertThatThrownBy(() -> BareReader.drive(reader, () -> 0, 10))
                .hasRootCauseMessage(FailingSplitReader.FAILURE);

        assertThat(closed).as("before the task ends").hasValue(1);
        reader.close();
        assertThat(closed).as("after its end").hasValue(1);
    }

    @Test
    void aCheckpointShowsAFailureThatIsNotPolledFor() throws Exception {
        GuardedFetcherManager<String, Split> fetchers =
                new GuardedFetcherManager<>(() -> splitReader, configuration);
        try (SourceReader<String, Split> reader = BareReader.guarded(fetchers, configuration)) {
            reader.addSplits(List.of(new Split("0")));
            mayFail.release();
            awaitFailure(fetchers::checkErrors);

            assertThatThrownBy(() -> reader.snapshotState(1))
                    .hasRootCauseMessage(FailingSplitReader.FAILURE);
        }
    }

    private void driveAndClose(SourceReader<String, Split> reader) throws Exception {
        try (reader) {
            BareReader.drive(
                    reader,
                    () -> {
                        polls = true;
                        return 0;
                    },
                    2);
        }
    }

    /** Lets the fetcher fail, and give all its notices before the poll. */
    private void failDuringPoll(Runnable check) {
        boolean now = polls;
        polls = false;
        if (now) {
            mayFail.release();
            awaitFailure(check);
            while (!splitReader.isAtRest()) {
                Thread.onSpinWait();
            }
        }
    }

    private static void awaitFailure(Runnable check) {
        while (true) {
            try {
                check.run();
                Thread.onSpinWait();
            } catch (RuntimeException reported) {
                return;
            }
        }
    }
}
