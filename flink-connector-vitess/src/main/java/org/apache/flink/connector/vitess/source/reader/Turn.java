// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.connector.vitess.client.MemoryBudget;

/**
 * The turn of a shard to have a large response, kept from the stream that was crowded out until
 * another one is opened for it. Fetcher thread only.
 */
final class Turn {

    private final StreamContext context;

    /** The share of the stream that was crowded out; null if none was. */
    private MemoryBudget.Share kept;

    Turn(StreamContext context) {
        this.context = context;
    }

    /** Keeps the turn of a stream that is about to end. */
    void keep(MemoryBudget.Share crowdedOut) {
        kept = crowdedOut.keepTurn();
    }

    /** Whether no stream is to be opened yet: others come first. */
    boolean isAwaited() {
        return kept != null && !kept.hasTurn();
    }

    /** The share for a stream that is opened now, which takes the turn if there is one. */
    MemoryBudget.Share take() {
        MemoryBudget.Share share = context.budget().share(context.onActivity());
        if (kept != null) {
            share.inPlaceOf(kept);
            kept = null;
        }
        return share;
    }

    /** Lets others have it. */
    void giveUp() {
        if (kept != null) {
            kept.giveUpTurn();
            kept = null;
        }
    }
}
