// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** A split while it is read: its position is that of the last batch emitted. Task thread only. */
@Internal
public final class VitessSplitState {

    private VitessSplit split;
    private boolean flows;

    VitessSplitState(VitessSplit split) {
        this.split = split;
    }

    /** Advances past a batch. Returns whether it has the split's first change in this reader. */
    boolean advance(RecordBatch<?> batch) {
        split = split.at(batch.after());
        batch.journal().ifPresent(journal -> split = split.resharded(journal));
        boolean first = !flows && batch.changes() > 0;
        flows |= first;
        return first;
    }

    VitessSplit toSplit() {
        return split;
    }
}
