// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * The enumerator's state. Stored in checkpoints.
 *
 * @param discovered whether the shards were discovered: then every shard has a split, here or in
 *     the readers
 * @param unassigned the splits that no reader has; targets of reshards are not among them
 * @param reshards what is known of reshards
 */
@Internal
public record VitessEnumeratorState(
        boolean discovered, List<VitessSplit> unassigned, ShardTracker reshards) {

    /** The state of a job that has done nothing yet. */
    static VitessEnumeratorState fresh() {
        return new VitessEnumeratorState(false, List.of(), ShardTracker.empty());
    }

    public VitessEnumeratorState {
        unassigned = List.copyOf(unassigned);
        if (!discovered && !unassigned.isEmpty()) {
            throw new IllegalArgumentException("Splits before the discovery: " + unassigned);
        }
    }
}
