// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;

/** Reads the copy's progress out of VGTIDs. One table is in copy at a time. */
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
     * Refuses rows that were not requested.
     *
     * @param copied whether the rows come from the copy, not from the log
     */
    static void requireWanted(ShardPosition position, String table, boolean copied) {
        if (!position.tables().contains(table)) {
            throw Unexpected.of("table '" + table + "' was not requested");
        }
        if (copied && !position.tableToCopy().equals(Optional.of(table))) {
            throw new IllegalStateException(
                    "table '" + table + "' is copied a second time by the server");
        }
    }

    /**
     * Why the server would not resume the copy of a table correctly: without a primary key it
     * continues after the last row's values, and skips rows that equal it or hold NULL; and some
     * types compare differently from how the copy orders them (seen on Vitess 24).
     *
     * @return empty if it would
     */
    static Optional<String> notResumable(TableSchema schema) {
        if (schema.columns().stream().noneMatch(Column::primaryKey)) {
            return Optional.of("the table has no primary key");
        }
        return schema.columns().stream()
                .filter(column -> column.primaryKey() && !KeyOrder.isResumable(column))
                .findFirst()
                .map(
                        column ->
                                "MySQL orders and compares its key column '%s' (%s) differently"
                                        .formatted(column.name(), column.columnType()));
    }

    /** Of changes of the log, those that concern rows which were copied, or need no copy. */
    static List<RowChange> restrict(
            ShardPosition position, List<RowChange> changes, MySqlCollations mySql) {
        if (position.tables().inProgress().isEmpty()) {
            return changes;
        }
        Map<TableSchema, List<RowChange>> inCopy =
                changes.stream()
                        .filter(change -> lastPk(position, change).isPresent())
                        .collect(Collectors.groupingBy(RowChange::schema));
        if (inCopy.isEmpty()) {
            return changes;
        }
        Map<TableSchema, CopiedRange> ranges = new HashMap<>();
        inCopy.forEach(
                (schema, its) ->
                        ranges.put(
                                schema,
                                new CopiedRange(
                                        schema,
                                        lastPk(position, its.get(0)).orElseThrow(),
                                        its,
                                        mySql)));
        return changes.stream()
                .flatMap(
                        change ->
                                lastPk(position, change).isEmpty()
                                        ? Stream.of(change)
                                        : ranges.get(change.schema()).restrict(change).stream())
                .toList();
    }

    private static Optional<LastPk> lastPk(ShardPosition position, RowChange change) {
        return !change.source().snapshot()
                        && position.tables().get(change.source().table()) instanceof InProgress copy
                ? Optional.of(copy.lastPk())
                : Optional.empty();
    }
}
