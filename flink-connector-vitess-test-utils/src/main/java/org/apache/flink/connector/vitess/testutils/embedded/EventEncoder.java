// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.time.Instant;
import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.FieldEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.LastPKEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.RowEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;

/** Builds the events of one shard. GTID and LASTPK still become VGTID on their way out. */
final class EventEncoder {
    private final EmbeddedShard shard;
    private final String tablePrefix;

    EventEncoder(EmbeddedShard shard, boolean excludeKeyspaceFromTableName) {
        this.shard = shard;
        this.tablePrefix = excludeKeyspaceFromTableName ? "" : shard.keyspace() + ".";
    }

    /** An event of the copy: without a time. */
    VEvent copied(VEventType type) {
        return header(type).build();
    }

    VEvent copied(TableDefinition table, int[] columns, RowValues row) {
        RowChange change = RowChange.newBuilder().setAfter(row.select(columns).toProto()).build();
        return header(VEventType.ROW).setRowEvent(rows(table, List.of(change))).build();
    }

    VEvent copiedField(TableDefinition table, int[] columns) {
        return header(VEventType.FIELD).setFieldEvent(field(table, columns, true)).build();
    }

    VEvent gtid(ServerGtidSet position) {
        return header(VEventType.GTID).setGtid(position.toPosition()).build();
    }

    VEvent lastPk(TableLastPK lastPk, boolean completed) {
        LastPKEvent event =
                LastPKEvent.newBuilder().setTableLastPK(lastPk).setCompleted(completed).build();
        return header(VEventType.LASTPK).setLastPKEvent(event).build();
    }

    /** An event of the log. */
    VEvent logged(VEventType type, LogEntry entry) {
        return header(type, entry).build();
    }

    VEvent ddl(String sql, LogEntry entry) {
        return header(VEventType.DDL, entry).setStatement(sql).build();
    }

    VEvent journal(LogEntry.Resharding content, LogEntry entry) {
        return header(VEventType.JOURNAL, entry).setJournal(content.journal()).build();
    }

    VEvent field(TakenTable table, int[] columns, LogEntry entry) {
        FieldEvent fields = field(table.definition(), columns, table.hasLabels());
        return header(VEventType.FIELD, entry).setFieldEvent(fields).build();
    }

    VEvent rows(TableDefinition table, List<RowChange> changes, LogEntry entry) {
        return header(VEventType.ROW, entry).setRowEvent(rows(table, changes)).build();
    }

    static RowChange change(LogEntry.Change change, int[] columns) {
        RowChange.Builder row = RowChange.newBuilder();
        if (change.before() != null) {
            row.setBefore(change.before().select(columns).toProto());
        }
        if (change.after() != null) {
            row.setAfter(change.after().select(columns).toProto());
        }
        return row.build();
    }

    static TableLastPK lastPk(TableDefinition table, RowValues key) {
        QueryResult.Builder result = QueryResult.newBuilder().addRows(key.toProto());
        for (int column : table.keyColumns()) {
            ColumnDefinition definition = table.columns().get(column);
            result.addFields(
                    Field.newBuilder()
                            .setName(definition.name())
                            .setType(definition.type())
                            .setCharset(definition.charset())
                            .setFlags(definition.flags()));
        }
        return TableLastPK.newBuilder().setTableName(table.name()).setLastpk(result).build();
    }

    private RowEvent rows(TableDefinition table, List<RowChange> changes) {
        return RowEvent.newBuilder()
                .setTableName(tablePrefix + table.name())
                .setKeyspace(shard.keyspace())
                .setShard(shard.name())
                .addAllRowChanges(changes)
                .build();
    }

    private FieldEvent field(TableDefinition table, int[] columns, boolean labels) {
        FieldEvent.Builder event =
                FieldEvent.newBuilder()
                        .setTableName(tablePrefix + table.name())
                        .setKeyspace(shard.keyspace())
                        .setShard(shard.name())
                        .setEnumSetStringValues(labels);
        for (int column : columns) {
            event.addFields(field(table, table.columns().get(column)));
        }
        return event.build();
    }

    private Field field(TableDefinition table, ColumnDefinition column) {
        Field.Builder field =
                Field.newBuilder()
                        .setName(column.name())
                        .setType(column.type())
                        .setCharset(column.charset())
                        .setFlags(column.flags());
        if (column.isUnnamed()) {
            return field.build();
        }
        return field.setTable(table.name())
                .setOrgTable(table.name())
                .setDatabase("vt_" + shard.keyspace())
                .setOrgName(column.name())
                .setColumnLength((int) column.columnLength())
                .setDecimals(column.decimals())
                .setColumnType(column.columnType())
                .build();
    }

    private VEvent.Builder header(VEventType type, LogEntry entry) {
        Instant now = Instant.now();
        return header(type)
                .setTimestamp(entry.timestamp())
                .setCurrentTime(now.getEpochSecond() * 1_000_000_000L + now.getNano())
                .setCommitParent(entry.number() - 1)
                .setSequenceNumber(entry.number())
                .setEventGtid(shard.serverUuid() + ":" + entry.number());
    }

    private VEvent.Builder header(VEventType type) {
        return VEvent.newBuilder()
                .setType(type)
                .setKeyspace(shard.keyspace())
                .setShard(shard.name());
    }
}
