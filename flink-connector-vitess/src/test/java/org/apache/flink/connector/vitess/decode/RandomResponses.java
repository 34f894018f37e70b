// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.HEARTBEAT;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.column;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.fields;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.schema;
import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange.Bitmap;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;

/**
 * The log of the tables {@code a} and {@code b}, with columns and values at random. The names in
 * its FIELD events are not those that the columns have, as after an ALTER.
 */
final class RandomResponses {

    /** Where a log of tables with the usual columns begins. */
    static final ShardPosition START =
            ShardPosition.inLog("MySQL56/u:1-6", List.of("a", "b")).withSchemas(schemas("a", "b"));

    private final Random random;
    private final Map<String, Field[]> tables = new TreeMap<>();

    RandomResponses(Random random) {
        this.random = random;
        for (String table : List.of("a", "b", "_vt_internal")) {
            tables.put(table, columns(1 + random.nextInt(random.nextInt(20) == 0 ? 120 : 6)));
        }
    }

    /** Where it begins. */
    ShardPosition start() {
        return START.withSchema(schema("a", tables.get("a")))
                .withSchema(schema("b", tables.get("b")));
    }

    /** A few transactions in one response. */
    VStreamResponse next() {
        VStreamResponse.Builder response = VStreamResponse.newBuilder();
        int transactions = 1 + random.nextInt(3);
        for (int i = 7; i < 7 + transactions; i++) {
            response.addAllEvents(transaction(i));
        }
        return response.build();
    }

    private List<VEvent> transaction(int gtid) {
        List<VEvent> events = new ArrayList<>(List.of(event(BEGIN)));
        for (String table : tables.keySet()) {
            Field[] columns = tables.get(table);
            events.add(internal(table, fields(table, renamed(columns))));
            RowChange[] changes =
                    Stream.generate(() -> randomChange(columns.length))
                            .limit(random.nextInt(random.nextInt(20) == 0 ? 300 : 5))
                            .toArray(RowChange[]::new);
            events.add(internal(table, logged("u:" + gtid, table, changes)));
        }
        if (random.nextBoolean()) {
            events.add(event(HEARTBEAT));
        }
        events.add(vgtid("MySQL56/u:1-" + gtid));
        events.add(event(COMMIT));
        return events;
    }

    private static VEvent internal(String table, VEvent event) {
        if (!table.startsWith("_")) {
            return event;
        }
        VEvent.Builder internal = event.toBuilder();
        if (event.hasRowEvent()) {
            internal.getRowEventBuilder().setIsInternalTable(true);
        } else {
            internal.getFieldEventBuilder().setIsInternalTable(true);
        }
        return internal.build();
    }

    private Field[] columns(int count) {
        Type[] types = {Type.INT64, Type.VARCHAR, Type.DATETIME, Type.DECIMAL, Type.JSON};
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                column(
                                        "c" + i,
                                        types[random.nextInt(types.length)],
                                        "its type",
                                        random.nextInt(300),
                                        random.nextInt(4)))
                .toArray(Field[]::new);
    }

    private Field[] renamed(Field[] columns) {
        return Stream.of(columns)
                .map(column -> column.toBuilder().setName("@" + random.nextInt(9)).build())
                .toArray(Field[]::new);
    }

    private RowChange randomChange(int columns) {
        int kind = random.nextInt(3);
        RowChange change =
                change(
                        kind == 0 ? null : randomRow(columns),
                        kind == 1 ? null : randomRow(columns));
        if (kind != 2 || random.nextBoolean()) {
            return change;
        }
        byte[] all = new byte[(columns + 7) / 8];
        Arrays.fill(all, (byte) -1);
        return change.toBuilder()
                .setDataColumns(
                        Bitmap.newBuilder().setCount(columns).setCols(ByteString.copyFrom(all)))
                .setJsonPartialValues(Bitmap.newBuilder().setCount(1).setCols(zero()))
                .build();
    }

    private static ByteString zero() {
        return ByteString.copyFrom(new byte[1]);
    }

    private Row randomRow(int columns) {
        Row.Builder row = Row.newBuilder();
        ByteString.Output values = ByteString.newOutput();
        for (int i = 0; i < columns; i++) {
            int length = randomLength();
            row.addLengths(length);
            byte[] value = new byte[Math.max(length, 0)];
            random.nextBytes(value);
            values.write(value, 0, value.length);
        }
        return row.setValues(values.toByteString()).build();
    }

    /** NULL, empty, and lengths around the limits of one, two and three bytes of a varint. */
    private int randomLength() {
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3 -> -1;
            case 4, 5 -> 0;
            case 6 -> 62 + random.nextInt(4);
            case 7 -> random.nextInt(20) == 0 ? 8190 + random.nextInt(4) : 127;
            default -> 1 + random.nextInt(12);
        };
    }
}
