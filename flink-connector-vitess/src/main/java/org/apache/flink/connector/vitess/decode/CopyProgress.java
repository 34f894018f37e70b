// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.change.Column;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.TableSchema;
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
     * Refuses rows that no request can bring.
     *
     * @param copied whether the rows come from the copy, not from the log
     */
    static void requireWanted(ShardPosition position, String table, boolean copied) {
        if (!position.tables().containsKey(table)) {
            throw new IllegalStateException("table '" + table + "' was not asked for");
        }
        if (copied && !position.tableToCopy().equals(Optional.of(table))) {
            throw new IllegalStateException(
                    "table '" + table + "' is copied a second time by the server");
        }
    }

    /**
     * Refuses to go on with the copy of a table without a primary key: the server goes on behind
     * the last row's values, and skips rows that equal it or hold NULL.
     */
    static void requireResumable(ShardPosition position, TableSchema schema) {
        if (position.tables().get(schema.table()) instanceof InProgress
                && schema.columns().stream().noneMatch(Column::primaryKey)) {
            throw new IllegalStateException(
                    String.format(
                            "the copy of table '%s' was interrupted, and as the table has no"
                                    + " primary key, it cannot go on where it was: start anew"
                                    + " without state, or give the table a primary key",
                            schema.table()));
        }
    }

    /** The changes of the log that concern copied rows, when the table's copy is not finished. */
    static List<RowChange> restrict(
            ShardPosition position, TableSchema schema, List<RowChange> changes) {
        TableCopy copy = position.tables().get(schema.table());
        if (copy instanceof InProgress inProgress) {
            CopiedRange copied = new CopiedRange(schema, inProgress.lastPk());
            return changes.stream().flatMap(change -> copied.restrict(change).stream()).toList();
        }
        return copy instanceof Finished ? changes : List.of();
    }
}
