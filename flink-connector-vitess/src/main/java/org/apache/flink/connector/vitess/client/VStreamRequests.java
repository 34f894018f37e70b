// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.config.Cells;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableRules;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Rule;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamFlags;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtrpc.CallerID;

/** Converts a position to vtgate's request. */
final class VStreamRequests {

    /** In place of a GTID set: the shard's current position. */
    static final String CURRENT = "current";

    private VStreamRequests() {}

    /**
     * The stream that continues from a position.
     *
     * <p>While tables are to be copied it copies the next one alone, and streams the changes of the
     * finished ones: vtgate loses tables when a copy of several is resumed. Naming the table in
     * {@code table_p_ks} from the start makes every VGTID say whether its copy is finished.
     *
     * <p>Rules name no columns: a tablet finds those of an old row by the current schema, so that
     * another column would come under the requested name, unnoticed.
     */
    static VStreamRequest from(
            Shard shard, ShardPosition position, TabletType tabletType, ConnectionConfig config) {
        Optional<String> copying = position.tableToCopy();
        ShardGtid.Builder start = shardGtid(shard.keyspace(), shard.name(), position.gtid());
        VStreamFlags.Builder flags = flags(config.cells());
        copying.ifPresent(
                table -> {
                    start.addTablePKs(tableLastPk(table, position));
                    flags.addTablesToCopy(table);
                });
        return request(start, rules(tables(position), position.where()), flags, tabletType, config);
    }

    /** The tables that the stream from a position has. */
    private static List<String> tables(ShardPosition position) {
        List<String> tables = new ArrayList<>(position.finishedTables());
        position.tableToCopy().ifPresent(tables::add);
        return tables;
    }

    /** The stream whose first events hold the current position of every serving shard. */
    static VStreamRequest current(
            String keyspace, List<String> tables, TabletType tabletType, ConnectionConfig config) {
        return request(
                shardGtid(keyspace, "", CURRENT),
                rules(tables, ""),
                flags(config.cells()),
                tabletType,
                config);
    }

    private static VStreamRequest request(
            ShardGtid.Builder start,
            Filter.Builder filter,
            VStreamFlags.Builder flags,
            TabletType tabletType,
            ConnectionConfig config) {
        VStreamRequest.Builder request =
                VStreamRequest.newBuilder()
                        .setTabletType(protoType(tabletType))
                        .setVgtid(VGtid.newBuilder().addShardGtids(start))
                        .setFilter(filter)
                        .setFlags(flags);
        callerId(config).ifPresent(request::setCallerId);
        return request.build();
    }

    /** Whom vtgate is to take for the caller; empty for the user. */
    static Optional<CallerID> callerId(ConnectionConfig config) {
        return config.callerId().isEmpty()
                ? Optional.empty()
                : Optional.of(CallerID.newBuilder().setPrincipal(config.callerId()).build());
    }

    private static ShardGtid.Builder shardGtid(String keyspace, String shard, String gtid) {
        return ShardGtid.newBuilder().setKeyspace(keyspace).setShard(shard).setGtid(gtid);
    }

    private static VStreamFlags.Builder flags(Cells cells) {
        VStreamFlags.Builder flags =
                VStreamFlags.newBuilder()
                        .setHeartbeatInterval((int) RetryPolicy.HEARTBEAT_INTERVAL.toSeconds())
                        .setStopOnReshard(true)
                        .setExcludeKeyspaceFromTableName(true);
        if (!cells.names().isEmpty()) {
            flags.setCells(String.join(",", cells.names()))
                    .setCellPreference(cells.preference().flag());
        }
        return flags;
    }

    /**
     * One rule for each table, by its exact name: a pattern would match internal tables too. By
     * best effort, a tablet numbers the columns of rows that have more of them than the table has
     * now; else it would fail.
     */
    private static Filter.Builder rules(List<String> tables, String where) {
        Filter.Builder filter =
                Filter.newBuilder().setFieldEventMode(Filter.FieldEventMode.BEST_EFFORT);
        for (String table : tables) {
            filter.addRules(
                    Rule.newBuilder().setMatch(table).setFilter(TableRules.filter(table, where)));
        }
        return filter;
    }

    private static TableLastPK tableLastPk(String table, ShardPosition position) {
        TableLastPK.Builder lastPk = TableLastPK.newBuilder().setTableName(table);
        if (position.tables().get(table) instanceof InProgress copy) {
            lastPk.setLastpk(parse(copy.lastPk().bytes(), table));
        }
        return lastPk.build();
    }

    /** vtgate fails in strange ways on a last primary key that is not whole. */
    private static QueryResult parse(byte[] lastPk, String table) {
        try {
            QueryResult result = QueryResult.parseFrom(lastPk);
            LastPk.damage(
                            result.getFieldsCount(),
                            result.getRowsList().stream().map(Row::getLengthsList).toList(),
                            result.getRowsList().stream()
                                    .mapToLong(row -> row.getValues().size())
                                    .sum())
                    .ifPresent(
                            damage -> {
                                throw damaged(table, damage, null);
                            });
            return result;
        } catch (InvalidProtocolBufferException e) {
            throw damaged(table, e.getMessage(), e);
        }
    }

    private static VitessException damaged(String table, String reason, Exception cause) {
        return new VitessException(
                String.format(
                        "The last primary key of table '%s' in the state or VGTID is damaged, %s:"
                                + " restore an older checkpoint, or restart without state",
                        table, reason),
                cause);
    }

    private static org.apache.flink.connector.vitess.proto.topodata.TabletType protoType(
            TabletType tabletType) {
        return org.apache.flink.connector.vitess.proto.topodata.TabletType.valueOf(
                tabletType.name());
    }
}
