// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.connector.vitess.source.split.SerializedSplit;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * A reader reports that a split has reached a journal, and that everything before it was emitted.
 * It reports again at each start and after each complete checkpoint, until {@link ReshardStored}
 * answers.
 *
 * @param serialized the split, with the journal
 */
@Internal
public record ReshardReached(SerializedSplit serialized) implements SourceEvent {

    /** The report of a split with a journal. */
    public static ReshardReached of(VitessSplit split) {
        return new ReshardReached(SerializedSplit.of(split));
    }

    /** The split, with the journal. */
    public VitessSplit split() {
        return serialized.split();
    }
}
