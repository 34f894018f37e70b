// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.FilteredOldRowsException;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server leaves rows out by the condition of a shard's position. A tablet reads old
 * rows by the current columns, and would leave out the wrong ones: if rows are filtered again
 * later, all are read up to the next DDL statement. Used by the fetcher thread.
 */
final class ServerFilter {

    private static final Logger LOG = LoggerFactory.getLogger(ServerFilter.class);

    private final Shard shard;

    /** Whether rows that do not fulfil the condition do no harm. */
    private final boolean filteredAgain;

    private boolean on = true;

    ServerFilter(Shard shard, boolean filteredAgain) {
        this.shard = shard;
        this.filteredAgain = filteredAgain;
    }

    boolean isOn() {
        return on;
    }

    /** The rows of an open transaction are counted as they were before. */
    void begin(ShardPosition position) {
        on =
                position.where().isEmpty()
                        || position.open()
                                .map(open -> !open.rules().equals(position.rulesWithoutWhere()))
                                .orElse(true);
    }

    /** Turns off, if what failed is the condition on old rows. Returns whether it did. */
    boolean turnsOff(StreamFormatException failure, ShardPosition position) {
        return failure instanceof FilteredOldRowsException && turnOff(failure, position);
    }

    /** Turns off, if what failed is the condition on old rows. Returns whether it did. */
    boolean turnsOff(VitessException failure, ShardPosition position) {
        return failure.isOfCondition() && turnOff(failure, position);
    }

    private boolean turnOff(Exception reason, ShardPosition position) {
        if (!on || !filteredAgain || position.where().isEmpty() || position.open().isPresent()) {
            return false;
        }
        LOG.info("Shard {}: reads all rows up to the next DDL statement", shard, reason);
        on = false;
        return true;
    }

    /** Turns on again after a DDL statement. Returns whether it did. */
    boolean turnsOnAfter(ChangeBatch batch) {
        if (on || batch.schemaChanges().isEmpty()) {
            return false;
        }
        on = true;
        return true;
    }
}
