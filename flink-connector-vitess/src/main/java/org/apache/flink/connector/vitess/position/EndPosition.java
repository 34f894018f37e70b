// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import org.apache.flink.annotation.Internal;

/** Where the reading of a shard ends. Part of the source's state. */
@Internal
public sealed interface EndPosition {

    /** Whether nothing is to be read after a position. */
    boolean isReachedBy(ShardPosition position);

    /** Nowhere: changes are read as long as the job runs. */
    record Never() implements EndPosition {
        @Override
        public boolean isReachedBy(ShardPosition position) {
            return false;
        }
    }

    /** Where the copy of the last table ends. */
    record CopyFinished() implements EndPosition {
        @Override
        public boolean isReachedBy(ShardPosition position) {
            return position.tableToCopy().isEmpty();
        }
    }

    /**
     * Where all of these transactions were read, and all tables copied.
     *
     * @param gtid a GTID set with its flavor
     */
    record AtGtid(GtidSet gtid) implements EndPosition {
        @Override
        public boolean isReachedBy(ShardPosition position) {
            return position.tableToCopy().isEmpty()
                    && position.open().isEmpty()
                    && GtidSet.parse(position.gtid()).contains(gtid);
        }
    }
}
