// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * A split reader that is closed as soon as it fails, and once only. Flink 2 keeps that of a failed
 * fetcher open until the task ends, with all its calls at the server. Runs in the fetcher thread;
 * {@link #wakeUp} may come from another.
 */
final class ClosedOnFailure<E, SplitT extends SourceSplit> implements SplitReader<E, SplitT> {

    private final SplitReader<E, SplitT> reader;
    private boolean closed;

    ClosedOnFailure(SplitReader<E, SplitT> reader) {
        this.reader = reader;
    }

    @Override
    public RecordsWithSplitIds<E> fetch() throws IOException {
        try {
            return reader.fetch();
        } catch (IOException | RuntimeException | Error failure) {
            closeAfter(failure);
            throw failure;
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<SplitT> change) {
        try {
            reader.handleSplitsChanges(change);
        } catch (RuntimeException | Error failure) {
            closeAfter(failure);
            throw failure;
        }
    }

    @Override
    public void pauseOrResumeSplits(Collection<SplitT> toPause, Collection<SplitT> toResume) {
        try {
            reader.pauseOrResumeSplits(toPause, toResume);
        } catch (RuntimeException | Error failure) {
            closeAfter(failure);
            throw failure;
        }
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (Exception alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    @Override
    public void wakeUp() {
        reader.wakeUp();
    }

    @Override
    public void close() throws Exception {
        if (!closed) {
            closed = true;
            reader.close();
        }
    }
}
