// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;

/**
 * The log of table {@code a} of the shard {@code shop/-80}, as an honest server sends it: one row
 * in each of the transactions after {@link #START}, but for one large transaction.
 */
final class HonestLog {

    private static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

    /** The last transaction before the log. */
    static final int START = 5;

    /** The last transaction of the log. */
    static final int END = 8;

    /** More than fit in a slice, so that it is cut. */
    static final int LARGE_ROWS = 300;

    private HonestLog() {}

    /** The position after a transaction. */
    static String gtid(int transaction) {
        return "MySQL56/" + UUID + ":1-" + transaction;
    }

    /** Where reading starts; what the table's columns are is known there. */
    static ShardPosition start() {
        return ShardPosition.inLog(gtid(START), List.of("a")).withSchemas(schemas("a"));
    }

    /** The row of a transaction. */
    static VEvent rowOf(int transaction) {
        return rowOf(transaction, Integer.toString(transaction));
    }

    static VEvent rowOf(int transaction, String id) {
        return logged(UUID + ":" + transaction, "a", change(null, row(id, "v" + id)));
    }

    /** The events of a transaction. */
    static List<VEvent> transaction(int transaction) {
        return List.of(
                event(VEventType.BEGIN),
                field("a"),
                rowOf(transaction),
                vgtid(gtid(transaction)),
                event(VEventType.COMMIT));
    }

    /** The events of a large transaction up to a row, without its end. */
    static List<VEvent> largeTransaction(int transaction, int rows) {
        return Stream.concat(
                        Stream.of(event(VEventType.BEGIN), field("a")),
                        IntStream.range(0, rows)
                                .mapToObj(i -> rowOf(transaction, Integer.toString(1000 + i))))
                .toList();
    }

    /** The records of the transactions from one to the last. */
    static List<String> lines(int from) {
        return IntStream.rangeClosed(from, END).mapToObj(i -> "INSERT " + i + " v" + i).toList();
    }

    static List<String> largeLines() {
        return IntStream.range(0, LARGE_ROWS)
                .mapToObj(i -> "INSERT " + (1000 + i) + " v" + (1000 + i))
                .toList();
    }

    /** What was asked for, as the number of the last transaction before it. */
    static int asked(byte[] request) throws Exception {
        String gtid = VStreamRequest.parseFrom(request).getVgtid().getShardGtids(0).getGtid();
        return Integer.parseInt(gtid.substring(gtid.lastIndexOf('-') + 1));
    }

    /** Sends the log after the position that was asked for. */
    static void play(byte[] request, ScriptedVtgate.Peer peer) throws Exception {
        for (int next = asked(request) + 1; next <= END; next++) {
            peer.send(response(transaction(next).toArray(VEvent[]::new)));
        }
        peer.hold();
    }

    /** The same, but the first transaction is the large one. */
    static void playLarge(byte[] request, ScriptedVtgate.Peer peer) throws Exception {
        if (asked(request) == START) {
            List<VEvent> events = new ArrayList<>(largeTransaction(START + 1, LARGE_ROWS));
            events.add(vgtid(gtid(START + 1)));
            events.add(event(VEventType.COMMIT));
            peer.send(response(events.toArray(VEvent[]::new)));
        }
        peer.hold();
    }

    /** Answers the question for the columns of the table. */
    static void answer(byte[] request, ScriptedVtgate.Peer peer) throws Exception {
        peer.send(
                answer(
                        List.of(
                                "a", "id", "bigint", "bigint", "NO", "PRI", "", "63", "255",
                                gtids()),
                        List.of(
                                "a",
                                "name",
                                "varchar",
                                "varchar(9)",
                                "YES",
                                "",
                                "utf8mb4_0900_ai_ci",
                                "255",
                                "255",
                                "")));
        peer.end(io.grpc.Status.OK);
    }

    private static String gtids() {
        return UUID + ":1-" + START;
    }

    /** The answer to a statement: rows of texts. */
    @SafeVarargs
    static byte[] answer(List<String>... rows) {
        QueryResult.Builder result = QueryResult.newBuilder();
        for (int i = 0; i < rows[0].size(); i++) {
            result.addFields(Field.newBuilder().setName("c" + i));
        }
        for (List<String> texts : rows) {
            Row.Builder row = Row.newBuilder();
            for (String text : texts) {
                row.addLengths(text.getBytes(StandardCharsets.UTF_8).length);
            }
            row.setValues(ByteString.copyFromUtf8(String.join("", texts)));
            result.addRows(row);
        }
        return ExecuteResponse.newBuilder().setResult(result).build().toByteArray();
    }
}
