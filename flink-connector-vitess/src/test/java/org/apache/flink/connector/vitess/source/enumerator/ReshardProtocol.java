// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.List;
import org.apache.flink.connector.vitess.source.enumerator.CheckpointAssembler.AssembledCheckpoint;
import org.apache.flink.connector.vitess.source.enumerator.PendingSplits.Reported;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** How the enumerator reacts: as it really does, unless a test plants a fault here. */
class ReshardProtocol {

    Reported reached(PendingSplits known, int reader, VitessSplit split) {
        return known.reached(reader, split);
    }

    PendingSplits stored(PendingSplits known, ShardTracker checkpoint) {
        return known.stored(checkpoint);
    }

    PendingSplits settled(PendingSplits known, AssembledCheckpoint whole) {
        return known.settled(whole);
    }

    PendingSplits readerFailed(PendingSplits known, int reader, List<VitessSplit> back) {
        return known.readerFailed(reader, back);
    }

    List<Start> plan(ShardTracker tracker) {
        return ReshardPlanner.plan(tracker, true);
    }
}
