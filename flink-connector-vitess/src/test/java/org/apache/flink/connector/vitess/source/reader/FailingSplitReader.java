// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.vitess.source.reader.BareReader.Split;

/** Hands over some records, one in each fetch, and fails then. */
final class FailingSplitReader implements SplitReader<String, Split> {

    static final String FAILURE = "This value cannot be read";

    private final Semaphore mayFail;
    private final Runnable onClose;
    private int records;
    private volatile Thread fetcher;

    /**
     * A reader of the split {@code 0}.
     *
     * @param records how many there are
     * @param mayFail has a permit when the time has come
     */
    FailingSplitReader(int records, Semaphore mayFail, Runnable onClose) {
        this.records = records;
        this.mayFail = mayFail;
        this.onClose = onClose;
    }

    @Override
    public RecordsWithSplitIds<String> fetch() {
        fetcher = Thread.currentThread();
        if (records-- > 0) {
            return new RecordsBySplits<>(Map.of("0", List.of("a value")), Set.of());
        }
        mayFail.acquireUninterruptibly();
        throw new IllegalStateException(FAILURE);
    }

    /** Whether the fetcher's thread has nothing more to do; it has failed already. */
    boolean isAtRest() {
        Thread.State state = fetcher.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<Split> change) {}

    @Override
    public void wakeUp() {
        mayFail.release();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
