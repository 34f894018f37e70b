// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * What is emitted whole between two checkpoint barriers: a batch of copied rows, or a slice of the
 * log, of many small transactions or of a part of a large one.
 *
 * @param changes the changes in commit order; empty where only the position advances
 * @param after the position once all of them are emitted
 */
@Internal
public record ChangeBatch(List<RowChange> changes, ShardPosition after) {

    public ChangeBatch {
        changes = List.copyOf(changes);
    }
}
