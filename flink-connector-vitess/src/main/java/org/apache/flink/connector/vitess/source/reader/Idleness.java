// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.api.connector.source.ReaderOutput;

/**
 * Declares a subtask idle while it has no shard, so that it does not hold back the watermark of the
 * job. Task thread only.
 *
 * <p>It does so only once all shards are assigned. Before, as between the end of a shard and the
 * start of its successors, the subtask may be about to get one, whose rows would be late if the
 * watermark went on without it.
 */
final class Idleness<T> {

    private static final String NO_SHARD = "no shard";

    /** Null before the first poll. */
    private ReaderOutput<T> output;

    private boolean assigned;
    private boolean idle;

    /** All shards of the job are assigned, or not yet. */
    void allAssigned(boolean nowAssigned) {
        assigned = nowAssigned;
    }

    /** The reader emits to this output. */
    void emitsTo(ReaderOutput<T> itsOutput) {
        output = itsOutput;
    }

    /** Declares the subtask idle, or active again, depending on how many shards it reads. */
    void update(int shards) {
        boolean nowIdle = shards == 0 && assigned;
        if (output == null || nowIdle == idle) {
            return;
        }
        idle = nowIdle;
        if (idle) {
            // Flink takes the outputs of splits that are gone for active until another is idle.
            output.createOutputForSplit(NO_SHARD).markIdle();
            output.markIdle();
            output.releaseOutputForSplit(NO_SHARD);
        } else {
            output.markActive();
        }
    }
}
