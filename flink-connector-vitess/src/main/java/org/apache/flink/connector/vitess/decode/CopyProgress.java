// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.Optional;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;

/** How far the copy that a stream was opened for has come, by its VGTIDs: one table at a time. */
final class CopyProgress {

    private CopyProgress() {}

    /**
     * The position that a VGTID names.
     *
     * <p>The table in copy, if there is one, stays in {@code table_p_ks} until its copy is
     * finished; the request put it there, so its absence is proof.
     */
    static ShardPosition advance(
            ShardPosition position, Optional<String> copying, ShardGtid shardGtid) {
        ShardPosition advanced = position.withGtid(shardGtid.getGtid());
        return copying.map(table -> advanced.withTable(table, copy(shardGtid, position, table)))
                .orElse(advanced);
    }

    private static TableCopy copy(ShardGtid shardGtid, ShardPosition position, String table) {
        if (shardGtid.getTablePKsCount() == 0) {
            return new Finished();
        }
        TableLastPK lastPk = shardGtid.getTablePKs(0);
        return lastPk.hasLastpk()
                ? new InProgress(new LastPk(lastPk.getLastpk().toByteArray()))
                : position.tables().get(table);
    }

    /**
     * Whether a table was requested.
     *
     * @throws IllegalStateException if it was, and its name has the keyspace before it: vtgate does
     *     not know that request before Vitess 23, nor the one for the table to copy
     */
    static boolean isRequested(Shard shard, ShardPosition position, String table) {
        if (position.tables().contains(table)) {
            return true;
        }
        String prefix = shard.keyspace() + ".";
        if (table.startsWith(prefix)
                && position.tables().contains(table.substring(prefix.length()))) {
            throw new IllegalStateException(
                    "vtgate is older than Vitess 23 and sends table '"
                            + table
                            + "' with its keyspace: upgrade Vitess to 23 or newer");
        }
        return false;
    }

    /**
     * Refuses rows that were not requested.
     *
     * @param copied whether the rows come from the copy, not from the log
     */
    static void requireRequested(ShardPosition position, String table, boolean copied) {
        if (!position.tables().contains(table)) {
            throw Unexpected.of("table '" + table + "' was not requested");
        }
        if (copied && !position.tableToCopy().equals(Optional.of(table))) {
            throw new IllegalStateException(
                    "table '"
                            + table
                            + "' is copied a second time by the server: upgrade tablets that are"
                            + " older than Vitess 23, and restart from the last checkpoint");
        }
    }
}
