// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.List;
import org.apache.flink.connector.vitess.source.enumerator.CheckpointAssembler.Whole;
import org.apache.flink.connector.vitess.source.enumerator.KnownSplits.Reaction;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** How the enumerator reacts: as it really does, unless a test plants a fault here. */
class ReshardProtocol {

    Reaction reached(KnownSplits known, int reader, VitessSplit split) {
        return known.reached(reader, split);
    }

    Reaction stored(KnownSplits known, ShardTracker checkpoint) {
        return known.stored(checkpoint);
    }

    Reaction settled(KnownSplits known, Whole whole) {
        return known.settled(whole);
    }

    KnownSplits readerFailed(KnownSplits known, int reader, List<VitessSplit> back) {
        return known.readerFailed(reader, back);
    }

    List<Start> plan(ShardTracker tracker) {
        return ReshardPlanner.plan(tracker, true);
    }
}
