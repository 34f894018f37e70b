// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a split: its position, the last of the rows that are read of it, or the journal of a
 * reshard. Fetcher thread only.
 */
final class SplitEnd {

    private static final Logger LOG = LoggerFactory.getLogger(SplitEnd.class);

    private final VitessSplit split;

    /** How many changes are still to be read. */
    private long rowsLeft;

    private boolean reached;

    /**
     * An end that is not reached yet.
     *
     * @param rows how many rows to read at most
     */
    SplitEnd(VitessSplit split, long rows) {
        this.split = split;
        this.rowsLeft = rows;
    }

    boolean isReached() {
        return reached;
    }

    /** Whether there is nothing to read from a position on. */
    boolean isReachedAt(ShardPosition start) {
        reached = split.end().isReachedBy(start);
        return reached;
    }

    /**
     * Whether a batch is the last one.
     *
     * @throws IllegalStateException if a bounded split is resharded before its end
     */
    boolean isReachedAfter(ChangeBatch batch) {
        rowsLeft -= batch.changes().size();
        reached = split.end().isReachedBy(batch.after()) || rowsLeft <= 0;
        if (batch.journal().isPresent()) {
            split.requireEndless(batch.journal().get(), batch.after());
            reached = true;
        }
        if (reached) {
            LOG.info(
                    "Shard {}: ends at position '{}' with {}",
                    split.shard(),
                    batch.after().gtid(),
                    batch.journal().map(ReshardJournal::toString).orElse("its end"));
        }
        return reached;
    }
}
