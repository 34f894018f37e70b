// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.connector.vitess.config.Resnapshot;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a request to copy tables again at the splits that a reader is given. Those of the
 * enumerator have it done already, unless they are participants of a switch that is held back.
 */
record RestoredSplits(Resnapshot resnapshot) {

    private static final Logger LOG = LoggerFactory.getLogger(RestoredSplits.class);

    /**
     * The split with the request carried out.
     *
     * @throws IllegalStateException if it is inside a transaction
     */
    VitessSplit at(VitessSplit split) {
        ShardPosition position = resnapshot.at(split.shard(), split.position());
        if (!resnapshot.patterns().isEmpty()) {
            LOG.info(
                    resnapshot.isDoneAt(split.position())
                            ? "Shard {}: 'scan.resnapshot.tables' counts as carried out for {}; to"
                                    + " copy these tables again, restart once without it"
                            : "Shard {}: copies {} again",
                    split.shard(),
                    resnapshot.patterns());
        }
        return split.withPosition(position);
    }
}
