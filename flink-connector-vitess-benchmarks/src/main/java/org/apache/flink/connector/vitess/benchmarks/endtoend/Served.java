// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;

/**
 * What a server has to be read, as it prints it for the consumers.
 *
 * @param port of the vtgate
 * @param mysqlPort where a real one can be written to; 0 for a replay
 * @param bytesPerRow of the responses
 * @param vgtid where the log begins, as JSON without spaces; {@code -} if it begins anywhere
 */
record Served(int port, int mysqlPort, double bytesPerRow, String vgtid) {

    static final String ANYWHERE = "-";

    /** As {@link #toString} wrote it. */
    static Served parse(String text) {
        String[] parts = text.split(" ");
        return new Served(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Double.parseDouble(parts[2]),
                parts[3]);
    }

    boolean beginsAnywhere() {
        return vgtid.equals(ANYWHERE);
    }

    /** Where the log of a shard begins. */
    String gtid(Shard shard) {
        if (beginsAnywhere()) {
            return "MySQL56/";
        }
        return VgtidJson.parse(vgtid).shards().stream()
                .filter(start -> start.shard().equals(shard))
                .findFirst()
                .orElseThrow()
                .gtid();
    }

    /** Where a shard's rows of a work are read from. */
    ShardPosition start(Work work, Shard shard) {
        return work.copy()
                ? ShardPosition.beforeCopy(work.tableNames())
                : ShardPosition.inLog(gtid(shard), work.tableNames());
    }

    @Override
    public String toString() {
        return port + " " + mysqlPort + " " + bytesPerRow + " " + vgtid;
    }
}
