// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** A split while it is read: its position is that of the last batch emitted. Task thread only. */
@Internal
public final class VitessSplitState {

    private VitessSplit split;

    VitessSplitState(VitessSplit split) {
        this.split = split;
    }

    void advance(ShardPosition newPosition) {
        split = split.at(newPosition);
    }

    VitessSplit toSplit() {
        return split;
    }
}
