// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.List;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.decode.SchemaScan;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.metrics.ShardMetrics;

/**
 * The part of a shard's log that is searched for statements that alter tables, read by one or more
 * VStreams: a large row may have to wait for its turn, as in {@link ShardStream}. Used by the
 * fetcher thread, which it never blocks.
 */
final class ScannedLog implements AutoCloseable {

    /** Bounds what one poll reads while the network is faster. */
    private static final int BYTES_PER_POLL = 4 << 20;

    private final StreamContext context;
    private final SchemaScan scan;
    private final List<String> tables;
    private final StandstillWatch watch;
    private final Turn turn;

    /** Null while no stream is open. */
    private VStreamCall call;

    private MemoryBudget.Share share;

    /** By the context's clock, when the next stream may be opened. */
    private long notBefore;

    private boolean advanced;

    /** Opens a stream at once. */
    ScannedLog(StreamContext context, SchemaScan scan, List<String> tables, ShardMetrics metrics) {
        this.context = context;
        this.scan = scan;
        this.tables = tables;
        this.watch = new StandstillWatch(context, scan.shard(), metrics);
        this.turn = new Turn(context);
        open();
    }

    private void open() {
        share = turn.take();
        call =
                context.client().stream(
                        scan.shard(),
                        reached(),
                        context.config().tabletType(),
                        share,
                        context.onActivity());
    }

    private ShardPosition reached() {
        return ShardPosition.inLog(scan.reached(), tables);
    }

    /** What was found so far. */
    SchemaScan scan() {
        return scan;
    }

    /**
     * Looks through what has arrived. Returns whether the end is reached.
     *
     * @throws org.apache.flink.connector.vitess.client.VitessException if the stream has ended
     * @throws IllegalStateException if it has stood still for too long, or cannot continue
     */
    boolean poll() {
        if (call == null && nanosToPoll() > 0) {
            return false;
        }
        if (call == null) {
            open();
        }
        long bytes = 0;
        while (!scan.isFinished() && bytes < BYTES_PER_POLL) {
            byte[] response = call.poll();
            if (response == null) {
                awaitResponse();
                return false;
            }
            String before = scan.reached();
            scan.read(response);
            if (!scan.reached().equals(before)) {
                watch.moved(reached());
            }
            share.release(share.handOver());
            advanced = true;
            bytes += Math.max(response.length, OpenStream.LEAST_BYTES);
        }
        if (!scan.isFinished()) {
            context.onActivity().run();
        }
        return scan.isFinished();
    }

    private void awaitResponse() {
        if (call.isCrowdedOut()) {
            turn.keep(share);
            endCall();
        } else if (!share.awaitsResponse()) {
            watch.rests();
        } else if (watch.mustOpenAgain(reached())) {
            endCall();
        }
    }

    private void endCall() {
        watch.giveUp();
        call.cancel();
        call = null;
        notBefore =
                context.nanoTime().getAsLong()
                        + context.config().retry().pauseBetweenStreams().toNanos();
    }

    /** Nanoseconds until {@link #poll} has to be called, even if nothing arrives. */
    long nanosToPoll() {
        if (call != null) {
            return watch.nanosToLook();
        }
        return turn.isAwaited() ? Long.MAX_VALUE : nanosToOpen();
    }

    private long nanosToOpen() {
        return notBefore - context.nanoTime().getAsLong();
    }

    /** Whether something has arrived since the last call, or waits for room in the reader. */
    boolean hasAdvanced() {
        boolean has = advanced || call == null || !share.awaitsResponse();
        advanced = false;
        return has;
    }

    /** Others wait for the turn to have a large response. */
    void leaveTurn() {
        turn.giveUp();
        if (call != null && share.passesAlone()) {
            endCall();
        }
    }

    @Override
    public void close() {
        watch.giveUp();
        if (call != null) {
            call.cancel();
        }
        turn.giveUp();
    }
}
