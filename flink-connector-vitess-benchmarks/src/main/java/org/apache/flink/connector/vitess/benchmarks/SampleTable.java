// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.FieldEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.RowEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.RowType.RowField;

/**
 * The table {@code shop.orders}, whose columns repeat the {@link SampleColumn}s, and responses with
 * inserted or copied rows of it as vtgate sends them.
 *
 * @param columns how many columns it has
 * @param wanted the columns to read, ascending
 */
record SampleTable(int columns, int[] wanted) {

    static final String KEYSPACE = "shop";
    static final String SHARD = "-80";
    static final String TABLE = "orders";
    static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

    private static final long COMMITTED = 1_700_000_000;

    /** All of ten columns. */
    static SampleTable narrow() {
        return new SampleTable(10, IntStream.range(0, 10).toArray());
    }

    /** Five of a hundred columns: a BIGINT, a VARCHAR, a DOUBLE, a DATETIME and a DECIMAL. */
    static SampleTable wide() {
        return new SampleTable(100, new int[] {0, 26, 45, 68, 99});
    }

    static String name(int column) {
        return "c" + column;
    }

    /** The wanted columns as Flink declares them. */
    RowType rowType() {
        return new RowType(
                IntStream.of(wanted)
                        .mapToObj(i -> new RowField(name(i), SampleColumn.at(i).flinkType()))
                        .toList());
    }

    /** The columns, as a copy or the log announces them. */
    byte[] fields(boolean copy) {
        FieldEvent.Builder fields =
                FieldEvent.newBuilder().setTableName(TABLE).setKeyspace(KEYSPACE).setShard(SHARD);
        for (int i = 0; i < columns; i++) {
            fields.addFields(
                    SampleColumn.at(i).field(name(i)).setTable(TABLE).setFlags(i == 0 ? 3 : 0));
        }
        return response(
                List.of(
                        VEvent.newBuilder()
                                .setType(VEventType.FIELD)
                                .setTimestamp(copy ? 0 : COMMITTED)
                                .setFieldEvent(fields)));
    }

    /** One transaction. MySQL logs the rows of a statement together, up to 8 kB. */
    byte[] transaction(int rows, int rowsInAnEvent) {
        Random random = new Random(1);
        List<VEvent.Builder> events = new ArrayList<>();
        events.add(VEvent.newBuilder().setType(VEventType.BEGIN));
        for (int i = 0; i < rows; i += rowsInAnEvent) {
            events.add(
                    rows(random, Math.min(rowsInAnEvent, rows - i))
                            .setTimestamp(COMMITTED)
                            .setEventGtid(UUID + ":7"));
        }
        events.add(vgtid(ShardGtid.newBuilder().setGtid("MySQL56/" + UUID + ":1-7")));
        events.add(VEvent.newBuilder().setType(VEventType.COMMIT));
        return response(events);
    }

    /** Copied rows: each is an event of its own. */
    byte[] copy(int rows) {
        Random random = new Random(1);
        List<VEvent.Builder> events = new ArrayList<>();
        events.add(VEvent.newBuilder().setType(VEventType.BEGIN));
        for (int i = 0; i < rows; i++) {
            events.add(rows(random, 1));
        }
        events.add(
                vgtid(
                        ShardGtid.newBuilder()
                                .setGtid("MySQL56/" + UUID + ":1-6")
                                .addTablePKs(TableLastPK.newBuilder().setTableName(TABLE))));
        events.add(VEvent.newBuilder().setType(VEventType.COMMIT));
        return response(events);
    }

    private VEvent.Builder rows(Random random, int count) {
        RowEvent.Builder rows =
                RowEvent.newBuilder().setTableName(TABLE).setKeyspace(KEYSPACE).setShard(SHARD);
        for (int i = 0; i < count; i++) {
            rows.addRowChanges(RowChange.newBuilder().setAfter(row(random)));
        }
        return VEvent.newBuilder().setType(VEventType.ROW).setRowEvent(rows);
    }

    private Row row(Random random) {
        Row.Builder row = Row.newBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            String value = SampleColumn.at(i).randomValue(random);
            row.addLengths(ByteString.copyFromUtf8(value).size());
            values.append(value);
        }
        return row.setValues(ByteString.copyFromUtf8(values.toString())).build();
    }

    private static VEvent.Builder vgtid(ShardGtid.Builder shardGtid) {
        return VEvent.newBuilder()
                .setType(VEventType.VGTID)
                .setVgtid(
                        VGtid.newBuilder()
                                .addShardGtids(shardGtid.setKeyspace(KEYSPACE).setShard(SHARD)));
    }

    /** Each event names its keyspace and shard. */
    private static byte[] response(List<VEvent.Builder> events) {
        VStreamResponse.Builder response = VStreamResponse.newBuilder();
        events.forEach(event -> response.addEvents(event.setKeyspace(KEYSPACE).setShard(SHARD)));
        return response.build().toByteArray();
    }
}
