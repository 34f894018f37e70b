// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One VStream while it is open: its call, what it holds of the reader's memory, and the decoding of
 * its responses. Fetcher thread only.
 */
final class OpenStream {

    private static final Logger LOG = LoggerFactory.getLogger(OpenStream.class);

    /** What a response counts for at least, as those without rows have few bytes. */
    static final int LEAST_BYTES = 1 << 10;

    /** A server that sends less of a response while the stream may be silent is as good as dead. */
    private static final int LEAST_RECEIVED = 1 << 10;

    private final VStreamCall call;
    private final MemoryBudget.Share share;
    private final Decoding decoding;

    /** How much of the next response had come when that was asked last. */
    private long received;

    /** Set where responses are decoded, which may be beside the fetcher thread. */
    private volatile boolean holdsMore;

    /**
     * Opens the stream from a position.
     *
     * @param filtered whether the server leaves rows out by the position's condition
     * @param asksMySql whether MySQL has to be asked to decode it
     * @param share what it may have of the reader's memory
     */
    OpenStream(
            StreamContext context,
            VitessSplit split,
            ShardPosition position,
            boolean filtered,
            boolean asksMySql,
            MemoryBudget.Share share) {
        Shard shard = split.shard();
        LOG.info(
                "Shard {}: {} from position '{}'",
                shard,
                position.tableToCopy()
                        .map(table -> "copying table " + table)
                        .orElse("streaming all tables"),
                position.gtid());
        this.share = share;
        decoding =
                new Decoding(
                        context, shard, position, split.end(), filtered, asksMySql, this::mayHold);
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
        byte[] response = call.poll();
        if (response != null) {
            received = 0;
        }
        return response;
    }

    /** Whether more of a response has come since the last call: a large one may take minutes. */
    boolean isReceiving() {
        long before = received;
        received = call.comingBytes();
        return received - before >= LEAST_RECEIVED;
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
