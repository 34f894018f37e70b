// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.api.connector.source.ReaderOutput;

/**
 * Whether a subtask without a shard is idle, so that it does not hold back the watermark of the
 * job; and whether one with shards holds its watermark. Task thread only.
 *
 * <p>Between the end of a shard and the start of its successors the watermark may not go on, by the
 * subtask's other shards or those of others: the rows of the successors would be late. Nor may it
 * before all shards of the job are assigned.
 */
final class WatermarkStatus<T> {

    /** An output with a watermark of its own, which no shard has. */
    private static final String NO_SHARD = "no shard";

    /** Null before the first poll. */
    private ReaderOutput<T> output;

    private boolean assigned;
    private boolean awaitsSuccessors;
    private boolean holds;
    private boolean idle;

    /** A shard has ended: its successors are assigned later, to this subtask or another. */
    void awaitSuccessors() {
        assigned = false;
        awaitsSuccessors = true;
    }

    /** All shards of the job are assigned. */
    void allAssigned() {
        assigned = true;
        awaitsSuccessors = false;
    }

    /** The reader emits to this output. At the first one, declares what is known by then. */
    void emitsTo(ReaderOutput<T> itsOutput, int shards) {
        boolean first = output == null;
        output = itsOutput;
        if (first) {
            update(shards);
        }
    }

    /** Declares what has changed, which also depends on how many shards the subtask reads. */
    void update(int shards) {
        if (output == null) {
            return;
        }
        if (holds != awaitsSuccessors) {
            updateHold();
        }
        boolean nowIdle = shards == 0 && assigned;
        if (nowIdle != idle) {
            idle = nowIdle;
            updateIdle();
        }
    }

    /** An output that never gets a watermark holds that of the subtask. */
    private void updateHold() {
        holds = awaitsSuccessors;
        if (holds) {
            output.createOutputForSplit(NO_SHARD);
        } else {
            output.releaseOutputForSplit(NO_SHARD);
        }
    }

    private void updateIdle() {
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
