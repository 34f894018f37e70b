// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.source.random.Change.Row;
import org.apache.flink.connector.vitess.testutils.embedded.Transaction;

/**
 * A transaction while it is written.
 *
 * @param shard the shard that serves its rows
 * @param server the UUID of the shard's server
 * @param number the number in its GTID
 * @param tx takes the statements
 * @param random decides
 * @param log takes the changes
 */
record Commit(
        String shard, String server, long number, Transaction tx, Random random, List<Change> log) {

    void log(String table, Row before, Row after) {
        log.add(new Change(shard, server, table, number, before, after));
    }
}
