// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.connector.vitess.source.split.SerializedSplit;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * The enumerator confirms that a complete checkpoint holds a reader's {@link ReshardReached}: the
 * reader need no longer keep the split.
 *
 * @param serialized the split, with the journal
 */
@Internal
public record ReshardStored(SerializedSplit serialized) implements SourceEvent {

    /** The answer for a split with a journal. */
    public static ReshardStored of(VitessSplit split) {
        return new ReshardStored(SerializedSplit.of(split));
    }

    /** The split, with the journal. */
    public VitessSplit split() {
        return serialized.split();
    }
}
