// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.FieldEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.RowEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;

/**
 * Events as vtgate sends them for shard {@code shop/-80}, to build a response out of.
 *
 * <p>Tables have the columns {@code id BIGINT} and {@code name VARCHAR}.
 */
public final class Responses {

    /** When the log's transactions committed, in seconds since 1970. */
    public static final long COMMITTED = 1_700_000_000;

    private static final int UTF8MB4 = 255;

    private static final Field ID = column("id", Type.INT64, "bigint", 63, 53251);
    private static final Field NAME = column("name", Type.VARCHAR, "varchar(9)", UTF8MB4, 0);

    private Responses() {}

    /** The bytes of a response with these events. */
    public static byte[] response(VEvent... events) {
        return VStreamResponse.newBuilder().addAllEvents(List.of(events)).build().toByteArray();
    }

    /** An event without content. */
    public static VEvent event(VEventType type) {
        return VEvent.newBuilder().setType(type).build();
    }

    /** A DDL statement. */
    public static VEvent ddl(String statement) {
        return event(VEventType.DDL).toBuilder()
                .setTimestamp(COMMITTED)
                .setStatement(statement)
                .build();
    }

    /** The columns of a table in the log. */
    public static VEvent field(String table) {
        return fields(table, ID, NAME);
    }

    /** The columns of a table in its copy. */
    public static VEvent copiedField(String table) {
        return copiedFields(table, ID, NAME);
    }

    /** What is known of the columns of tables, if they have those of {@link #field}. */
    public static TableSchemas schemas(String... tables) {
        return TableSchemas.of(Stream.of(tables).map(table -> schema(table, ID, NAME)).toList());
    }

    /** What is known of the columns of a table. */
    public static SchemaVersion schema(String table, Field... fields) {
        List<Column> columns =
                Stream.of(fields)
                        .map(
                                field ->
                                        new Column(
                                                field.getName(),
                                                MySqlType.valueOf(field.getType().name()),
                                                field.getColumnType(),
                                                field.getCharset(),
                                                (field.getFlags() & 2) != 0,
                                                (field.getFlags() & 1) != 0))
                        .toList();
        return new SchemaVersion(new TableSchema("shop", table, columns), UTF8MB4);
    }

    /** The columns of a table in the log, given one by one. */
    public static VEvent fields(String table, Field... fields) {
        return copiedFields(table, fields).toBuilder().setTimestamp(COMMITTED).build();
    }

    /** The columns of a table in its copy, given one by one. */
    public static VEvent copiedFields(String table, Field... fields) {
        FieldEvent event =
                FieldEvent.newBuilder()
                        .setTableName(table)
                        .setKeyspace("shop")
                        .setShard("-80")
                        .addAllFields(List.of(fields))
                        .build();
        return VEvent.newBuilder().setType(VEventType.FIELD).setFieldEvent(event).build();
    }

    /** One column. */
    public static Field column(String name, Type type, String columnType, int charset, int flags) {
        return Field.newBuilder()
                .setName(name)
                .setType(type)
                .setColumnType(columnType)
                .setCharset(charset)
                .setFlags(flags)
                .build();
    }

    /** Copied rows. */
    public static VEvent copied(String table, Row... rows) {
        return rows(table, Stream.of(rows).map(row -> change(null, row)).toList()).build();
    }

    /** Rows of the log. */
    public static VEvent logged(String table, RowChange... changes) {
        return logged("8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:7", table, changes);
    }

    /** Rows of one transaction of the log. */
    public static VEvent logged(String transaction, String table, RowChange... changes) {
        return rows(table, List.of(changes))
                .setTimestamp(COMMITTED)
                .setEventGtid(transaction)
                .build();
    }

    private static VEvent.Builder rows(String table, List<RowChange> changes) {
        RowEvent event =
                RowEvent.newBuilder()
                        .setTableName(table)
                        .setKeyspace("shop")
                        .setShard("-80")
                        .addAllRowChanges(changes)
                        .build();
        return VEvent.newBuilder().setType(VEventType.ROW).setRowEvent(event);
    }

    /** A change; null for the image that is not there. */
    public static RowChange change(Row before, Row after) {
        RowChange.Builder change = RowChange.newBuilder();
        if (before != null) {
            change.setBefore(before);
        }
        if (after != null) {
            change.setAfter(after);
        }
        return change.build();
    }

    /** A row; null for NULL. */
    public static Row row(String... values) {
        Row.Builder row = Row.newBuilder();
        ByteString bytes = ByteString.EMPTY;
        for (String value : values) {
            byte[] text = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
            row.addLengths(value == null ? -1 : text.length);
            bytes = bytes.concat(ByteString.copyFrom(text));
        }
        return row.setValues(bytes).build();
    }

    /** The position in the log. */
    public static VEvent vgtid(String gtid) {
        return vgtid("shop", "-80", gtid, null);
    }

    /** The position in the copy of a table; null for a last primary key not reached yet. */
    public static VEvent vgtid(String gtid, String table, String lastPk) {
        TableLastPK.Builder copy = TableLastPK.newBuilder().setTableName(table);
        if (lastPk != null) {
            copy.setLastpk(
                    QueryResult.newBuilder()
                            .addFields(column("id", Type.INT64, "bigint", 63, 53251))
                            .addRows(row(lastPk)));
        }
        return vgtid("shop", "-80", gtid, copy.build());
    }

    /** The position of any shard. */
    public static VEvent vgtid(String keyspace, String shard, String gtid, TableLastPK copy) {
        ShardGtid.Builder position =
                ShardGtid.newBuilder().setKeyspace(keyspace).setShard(shard).setGtid(gtid);
        if (copy != null) {
            position.addTablePKs(copy);
        }
        return VEvent.newBuilder()
                .setType(VEventType.VGTID)
                .setVgtid(VGtid.newBuilder().addShardGtids(position))
                .build();
    }
}
