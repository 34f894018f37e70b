// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.List;
import java.util.Optional;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * What is emitted whole between two checkpoint barriers: a batch of copied rows, or a slice of the
 * log, of many small transactions or of a part of a large one.
 *
 * @param changes the changes in commit order; empty where only the position advances
 * @param after the position once all of them are emitted
 * @param journal the journal right behind that position, where the shard ends; empty before
 */
@Internal
public record ChangeBatch(
        List<RowChange> changes, ShardPosition after, Optional<ReshardJournal> journal) {

    public ChangeBatch {
        changes = List.copyOf(changes);
    }

    /** A batch behind which the shard goes on. */
    public ChangeBatch(List<RowChange> changes, ShardPosition after) {
        this(changes, after, Optional.empty());
    }
}
