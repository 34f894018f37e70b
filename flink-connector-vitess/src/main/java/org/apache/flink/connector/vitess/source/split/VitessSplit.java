// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * The changes of one shard from a position on. Stored in checkpoints.
 *
 * @param shard the shard
 * @param position where to go on
 */
@Internal
public record VitessSplit(Shard shard, ShardPosition position) implements SourceSplit {

    public VitessSplit {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(position, "position");
    }

    @Override
    public String splitId() {
        return shard.toString();
    }
}
