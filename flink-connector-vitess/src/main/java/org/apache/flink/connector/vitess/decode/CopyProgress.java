// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.Optional;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;

/** Reads the copy's progress out of VGTIDs. One table is in copy at a time. */
final class CopyProgress {

    private CopyProgress() {}

    /**
     * The position that a VGTID names.
     *
     * <p>The table in copy stays in {@code table_p_ks} until its copy is finished; the request put
     * it there, so its absence is proof.
     */
    static ShardPosition advance(ShardPosition position, ShardGtid shardGtid) {
        if (shardGtid.getGtid().isEmpty()) {
            throw new IllegalStateException("a VGTID has no GTID set");
        }
        ShardPosition advanced = position.withGtid(shardGtid.getGtid());
        Optional<String> copying = position.tableToCopy();
        for (TableLastPK table : shardGtid.getTablePKsList()) {
            if (!copying.equals(Optional.of(table.getTableName()))) {
                throw new IllegalStateException(
                        "table '" + table.getTableName() + "' is copied, which nobody asked for");
            }
        }
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
     * Refuses rows whose place in the copy is not known.
     *
     * <p>When a copy is resumed, the server sends all changes of the table in copy, also those of
     * rows that the copy will still read, which would come out twice or out of order.
     */
    static void requireReadable(ShardPosition position, String table, boolean copied) {
        boolean inCopy = position.tableToCopy().equals(Optional.of(table));
        if (copied && !inCopy) {
            throw new IllegalStateException(
                    "table '" + table + "' is copied a second time by the server");
        }
        if (!copied && inCopy) {
            throw new IllegalStateException(
                    String.format(
                            "table '%s' was changed while its copy was interrupted, which this"
                                    + " version cannot put in order: start anew without state",
                            table));
        }
        if (!position.tables().containsKey(table)) {
            throw new IllegalStateException("table '" + table + "' was not asked for");
        }
    }
}
