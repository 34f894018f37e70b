// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.apache.flink.annotation.Internal;

/**
 * The bytes of responses that the streams of one reader may hold together, from their arrival until
 * the rows made of them are emitted. Any thread.
 *
 * <p>gRPC requests messages, not bytes, and shows the size of one only while it arrives. So a
 * stream asks for one response at a time, and only while a usual one has room; streams that have to
 * wait take turns. No stream may hold more than a fair part of the budget while others hold
 * something, but any may have one response when it holds none that could be emitted.
 *
 * <p>Large responses may take half of the budget together, and a larger one passes alone. Whether
 * one is large shows only while it arrives: if there is no room for it, its call is ended, and
 * opened again when it is its turn. After that the stream's share asks only if there is room for a
 * large one.
 */
@Internal
public final class MemoryBudget {

    /** What is kept free for a response before it comes: vttablet fills about as much. */
    static final long USUAL = 256 << 10;

    /** From here on a response is large. */
    static final long LARGE = 1 << 20;

    /** What a response takes besides its bytes, as one-row transactions come by the thousand. */
    static final long OVERHEAD = 1 << 10;

    private final long total;
    private final Set<Share> wanting = new LinkedHashSet<>();

    /** The shares whose response has to wait until it can pass alone. */
    private final Queue<Share> turns = new ArrayDeque<>();

    private Share alone;
    private long used;

    /** The part of large responses in it, those that are coming included. */
    private long large;

    private long held;
    private int active;

    /** A budget of so many bytes. */
    public MemoryBudget(long total) {
        this.total = total;
    }

    /** How much is to be handed over at once, so that rows are emitted while others arrive. */
    public long bytesPerFetch() {
        return Math.max(1, total / 8);
    }

    /**
     * The part of one call.
     *
     * @param onTurn called, in any thread, when a share that was crowded out may try again
     */
    public Share share(Runnable onTurn) {
        return new Share(onTurn);
    }

    /** The bytes that are in use or kept free for what was asked for. */
    synchronized long used() {
        return used;
    }

    /**
     * What to keep free for the next response of a share; 0 if there is no room for it now. If the
     * last ones were large, the next may be as well: it may then come only if there is room for it,
     * or alone.
     */
    private long reserve(Share share) {
        long need = Math.max(USUAL, Math.min(share.expected, total / 2));
        boolean holdsNothing = share.queued + share.emitting == 0;
        boolean isLarge = need > LARGE;
        if (holdsNothing && share.decoding > 0) {
            // The rest of a transaction, or of a copied batch, which has to come.
            return USUAL;
        }
        if (holdsNothing && !isLarge
                || used + need <= total
                        && share.bytes() + need <= total / Math.max(1, active)
                        && (!isLarge || hasRoomForLarge(need))) {
            return need;
        }
        if (holdsNothing && mayPassAlone(share)) {
            letPass(share, 1);
            return USUAL;
        }
        return 0;
    }

    private boolean hasRoomForLarge(long more) {
        return turns.isEmpty() && large + more <= total / 2;
    }

    private boolean mayPassAlone(Share share) {
        return (alone == null || alone == share) && turns.isEmpty() && large == share.large();
    }

    private void letPass(Share share, int patience) {
        alone = share;
        share.patience = patience;
    }

    /** Changes what is held, and then does what there is now room for, outside the lock. */
    private void update(Runnable change) {
        List<Runnable> actions;
        synchronized (this) {
            change.run();
            actions = next();
        }
        actions.forEach(Runnable::run);
    }

    /** What to do outside the lock, now that there may be room. */
    private List<Runnable> next() {
        if (wanting.isEmpty() && turns.isEmpty() && alone == null) {
            return List.of();
        }
        List<Runnable> actions = new ArrayList<>();
        if (alone != null && alone.patience <= 0 && alone.large() == 0) {
            alone = null;
        }
        if (alone == null && large == 0 && !turns.isEmpty()) {
            actions.add(turns.peek().onTurn);
        }
        wanting.removeIf(
                share -> {
                    if (share.call == null) {
                        return true;
                    }
                    share.reserved = reserve(share);
                    if (share.reserved > 0) {
                        used += share.reserved;
                        actions.add(share.call::request);
                    }
                    return share.reserved > 0;
                });
        return actions;
    }

    /** What one call holds. */
    public final class Share {

        /** A row comes again with those of its transaction before it. */
        private static final int RESPONSES_BEFORE = 16;

        private final Runnable onTurn;

        /** Null before the call is open, and after its end. */
        private BudgetedCall call;

        private boolean crowdedOut;
        private boolean keepsTurn;

        /** In how many responses a large one has to come for which the share may pass alone. */
        private int patience;

        /** How large the next response may be, as the last ones were. */
        private long expected;

        /** What is kept free for the response that was asked for; 0 if none was. */
        private long reserved;

        /** How much of that response has come, and how much of it goes beyond what is reserved. */
        private long coming;

        private long grown;

        /** How much of that response counts as large, and of those that are here. */
        private long largeComing;

        private long largeHere;
        private long queued;
        private long decoding;
        private long emitting;
        private long holding;

        private Share(Runnable onTurn) {
            this.onTurn = onTurn;
        }

        private long large() {
            return largeComing + largeHere;
        }

        private long bytes() {
            return queued + decoding + emitting;
        }

        /** The call is open: it asks for its first response. */
        void open(BudgetedCall newCall) {
            update(
                    () -> {
                        call = newCall;
                        wanting.add(this);
                    });
        }

        /** More of a response has come. */
        void coming(long more) {
            BudgetedCall ending;
            synchronized (MemoryBudget.this) {
                coming += more;
                if (call == null || crowdedOut) {
                    return;
                }
                long beyond = Math.max(0, coming - reserved - grown);
                long largeMore = coming > LARGE ? coming - largeComing : 0;
                if (largeMore > 0 && alone != this && !hasRoomForLarge(largeMore)) {
                    if (mayPassAlone(this)) {
                        letPass(this, 1);
                    } else {
                        crowdedOut = true;
                    }
                }
                if (!crowdedOut) {
                    grown += beyond;
                    used += beyond;
                    largeComing += largeMore;
                    large += largeMore;
                    return;
                }
                turns.add(this);
                ending = call;
            }
            ending.crowdOut();
        }

        /** A response is there. Returns whether it is kept: not after the end. */
        boolean arrived(int size) {
            List<Runnable> actions;
            synchronized (MemoryBudget.this) {
                if (call == null) {
                    return false;
                }
                active += bytes() > 0 ? 0 : 1;
                used += size + OVERHEAD - reserved - grown;
                queued += size + OVERHEAD;
                reserved = 0;
                grown = 0;
                coming = 0;
                largeHere += largeComing;
                largeComing = 0;
                expected = size >= expected ? size : (expected + size) / 2;
                patience = size > LARGE ? 0 : patience - 1;
                wanting.add(this);
                actions = next();
            }
            actions.forEach(Runnable::run);
            return true;
        }

        /** A response is decoded now. */
        void polled(int size) {
            update(
                    () -> {
                        queued -= size + OVERHEAD;
                        decoding += size + OVERHEAD;
                    });
        }

        /**
         * Whether rows of so many bytes may be held back, until the copy of their table ends: all
         * streams together may hold half of the budget back.
         */
        public boolean mayHold(long bytes) {
            synchronized (MemoryBudget.this) {
                boolean may = call != null && held - holding + bytes <= total / 2;
                if (may) {
                    held += bytes - holding;
                    holding = bytes;
                }
                return may;
            }
        }

        /** Rows of all that was decoded are handed over. Returns their bytes, to be released. */
        public long handOver() {
            synchronized (MemoryBudget.this) {
                long bytes = decoding;
                decoding = 0;
                emitting += bytes;
                held -= holding;
                holding = 0;
                return bytes;
            }
        }

        /** The rows of so many bytes are emitted. */
        public void release(long bytes) {
            update(
                    () -> {
                        emitting -= bytes;
                        leave(bytes);
                    });
        }

        /** Whether a response was asked for and has not come: if not, the reader is full. */
        public boolean awaitsResponse() {
            synchronized (MemoryBudget.this) {
                return reserved > 0;
            }
        }

        boolean isCrowdedOut() {
            synchronized (MemoryBudget.this) {
                return crowdedOut;
            }
        }

        /** Whether it alone may outgrow the budget. */
        public boolean passesAlone() {
            synchronized (MemoryBudget.this) {
                return alone == this;
            }
        }

        /** Whether a share that was crowded out may try again, by {@link #inPlaceOf}. */
        public boolean hasTurn() {
            synchronized (MemoryBudget.this) {
                return alone == null && large == 0 && turns.peek() == this;
            }
        }

        /** Takes the turn of the share of the call before. */
        public Share inPlaceOf(Share before) {
            synchronized (MemoryBudget.this) {
                turns.remove(before);
                letPass(this, RESPONSES_BEFORE);
                return this;
            }
        }

        /** Waits for its turn beyond the end of its call, which had to be ended for that. */
        public Share keepTurn() {
            synchronized (MemoryBudget.this) {
                keepsTurn = true;
                return this;
            }
        }

        /** No longer waits for a turn. */
        public void giveUpTurn() {
            update(() -> turns.remove(this));
        }

        /** The call has ended: what was not handed over is gone, and so is a turn not kept. */
        void close() {
            update(
                    () -> {
                        if (!keepsTurn) {
                            turns.remove(this);
                        }
                        if (call != null) {
                            call = null;
                            drop();
                        }
                    });
        }

        private void drop() {
            long gone = queued + decoding;
            queued = 0;
            decoding = 0;
            used -= grown + reserved;
            large -= largeComing;
            largeComing = 0;
            grown = 0;
            reserved = 0;
            held -= holding;
            holding = 0;
            patience = 0;
            leave(gone);
        }

        private void leave(long bytes) {
            used -= bytes;
            if (bytes > 0 && bytes() == 0) {
                active--;
                large -= largeHere;
                largeHere = 0;
            }
        }
    }
}
