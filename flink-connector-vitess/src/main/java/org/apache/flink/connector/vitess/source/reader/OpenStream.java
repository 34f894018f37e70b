// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * One VStream while it is open: its call, what it holds of the reader's memory, and the decoding of
 * its responses. Fetcher thread only.
 */
final class OpenStream {

    private final VStreamCall call;
    private final MemoryBudget.Share share;
    private final Decoding decoding;

    /** Set where responses are decoded, which may be beside the fetcher thread. */
    private volatile boolean holdsMore;

    /**
     * Opens the stream from a position.
     *
     * @param filtered whether the server leaves rows out by the position's condition
     * @param asksMySql whether MySQL has to be asked to decode it
     * @param before the share whose turn it is to have a large response, for this stream; or null
     */
    OpenStream(
            StreamContext context,
            Shard shard,
            ShardPosition position,
            EndPosition end,
            boolean filtered,
            boolean asksMySql,
            MemoryBudget.Share before) {
        share = context.budget().share(context.onActivity());
        if (before != null) {
            share.inPlaceOf(before);
        }
        decoding = new Decoding(context, shard, position, end, filtered, asksMySql, this::mayHold);
        call =
                context.client().stream(
                        shard,
                        filtered ? position : position.withWhere(""),
                        context.config().tabletType(),
                        share,
                        context.onActivity());
    }

    private boolean mayHold(long bytes) {
        boolean may = share.mayHold(bytes);
        holdsMore |= may;
        return may;
    }

    /** The next response; null if none is there now. */
    byte[] poll() {
        return call.poll();
    }

    Decoding decoding() {
        return decoding;
    }

    /** Whether rows of a table that is handed over whole have come since the last call. */
    boolean holdsMore() {
        boolean more = holdsMore;
        holdsMore = false;
        return more;
    }

    /** A batch leaves, with all that was decoded for it. */
    FetchedBatch handOver(ChangeBatch batch) {
        long bytes = share.handOver();
        return new FetchedBatch(batch, bytes, () -> share.release(bytes));
    }

    /** What had no rows, such as heartbeats, leaves: no batch would take it along. */
    void dropEmpty() {
        if (decoding.holdsNothing()) {
            share.release(share.handOver());
        }
    }

    /** Whether a response was asked for: if not, the reader is full. */
    boolean awaitsResponse() {
        return share.awaitsResponse();
    }

    /** Whether it may have a large response, for which others wait. */
    boolean passesAlone() {
        return share.passesAlone();
    }

    /** Whether it has to be reopened, as a large response waits for its turn. */
    boolean isCrowdedOut() {
        return call.isCrowdedOut();
    }

    /** What has the turn of a stream that was crowded out. */
    MemoryBudget.Share share() {
        return share;
    }

    /** Ends the call. What was not handed over is gone. */
    void end() {
        decoding.giveUp();
        call.cancel();
    }
}
