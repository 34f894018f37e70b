// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.apache.flink.connector.vitess.source.reader.HonestLog.END;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.START;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.gtid;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.lines;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.rowOf;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.transaction;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.copied;
import static org.apache.flink.connector.vitess.testing.Responses.copiedField;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a broken or malicious vtgate sends on a stream: the rows come out right, once each, or the
 * reader fails with a text that says where and why (D22 of the fault matrix).
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileServerITCase {

    /**
     * One thing to send.
     *
     * @param sent in answer to the first stream; the others are answered honestly
     * @param end how the first stream ends after that; null if the honest log follows
     * @param failure what the failure says besides shard and position; empty if it is tolerated
     */
    private record Case(String name, List<byte[]> sent, Status end, List<String> failure) {

        @Override
        public String toString() {
            return (failure.isEmpty() ? "tolerated: " : "fails: ") + name;
        }
    }

    private static Case tolerated(String name, byte[]... sent) {
        return new Case(name, List.of(sent), null, List.of());
    }

    private static Case tolerated(String name, Status end, byte[]... sent) {
        return new Case(name, List.of(sent), end, List.of());
    }

    private static Case fails(String name, String text, byte[]... sent) {
        return new Case(name, List.of(sent), null, List.of(text));
    }

    private static Case fails(String name, String text, VEvent... events) {
        return fails(name, text, response(events));
    }

    private static final VEvent BEGIN = event(VEventType.BEGIN);
    private static final VEvent COMMIT = event(VEventType.COMMIT);
    private static final int NEXT = START + 1;
    private static final VEvent POSITION = vgtid(gtid(NEXT));

    static Stream<Case> cases() {
        return Stream.of(tolerated(), order(), positions(), images(), bytes())
                .flatMap(List::stream);
    }

    private static List<Case> tolerated() {
        VEvent[] six = transaction(NEXT).toArray(VEvent[]::new);
        return List.of(
                tolerated("nothing odd"),
                tolerated("no events", response(), response()),
                tolerated("COMMIT before BEGIN", response(COMMIT)),
                tolerated("COMMIT twice", response(six), response(COMMIT, COMMIT)),
                tolerated(
                        "BEGIN twice: the transaction comes again",
                        response(BEGIN, field("a"), rowOf(NEXT), BEGIN)),
                tolerated("no BEGIN", response(field("a"), rowOf(NEXT), vgtid(gtid(NEXT)), COMMIT)),
                tolerated(
                        "ROLLBACK after rows",
                        response(BEGIN, field("a"), rowOf(NEXT)),
                        response(event(VEventType.ROLLBACK))),
                tolerated(
                        "an event type of the future",
                        response(VEvent.newBuilder().setTypeValue(99).build())),
                tolerated("an event without a type", response(VEvent.getDefaultInstance())),
                tolerated("columns of a table that was not requested", response(field("b"))),
                tolerated("an unknown field", new byte[] {(byte) 0x98, 0x06, 1}),
                tolerated("the end before anything", Status.UNAVAILABLE),
                tolerated(
                        "the end within a transaction",
                        Status.OK,
                        response(BEGIN, field("a"), rowOf(NEXT))),
                tolerated(
                        "the end before COMMIT",
                        Status.INTERNAL,
                        response(BEGIN, field("a"), rowOf(NEXT), POSITION)),
                tolerated(
                        "the end after a transaction and a half",
                        Status.UNAVAILABLE,
                        response(six),
                        response(BEGIN, rowOf(NEXT + 1))));
    }

    private static List<Case> order() {
        return List.of(
                fails("ROW before FIELD", "before the table's columns", BEGIN, rowOf(NEXT)),
                fails(
                        "a row of a table that was not requested",
                        "'b' was not requested",
                        BEGIN,
                        field("b"),
                        logged("b", change(null, row("1", "x")))),
                fails(
                        "a row without a table",
                        "'' was not requested",
                        BEGIN,
                        event(VEventType.ROW)),
                fails(
                        "a copied row in the log",
                        "copied a second time",
                        BEGIN,
                        copiedField("a"),
                        copied("a", row("1", "x"))),
                fails(
                        "rows without a position",
                        "no position",
                        BEGIN,
                        field("a"),
                        rowOf(NEXT),
                        COMMIT));
    }

    private static List<Case> positions() {
        return List.of(
                fails("a GTID set without a flavor", "no flavor", commit("8bc65c84:1-6")),
                fails("a GTID set of nothing", "no GTID set", commit("")),
                fails(
                        "the position of another shard",
                        "other shards",
                        BEGIN,
                        vgtid("shop", "80-", gtid(NEXT), null)),
                fails(
                        "the position of another keyspace",
                        "other shards",
                        BEGIN,
                        vgtid("bank", "-80", gtid(NEXT), null)),
                fails(
                        "the position of two shards",
                        "other shards",
                        POSITION.toBuilder()
                                .setVgtid(
                                        POSITION.getVgtid().toBuilder()
                                                .addShardGtids(
                                                        POSITION.getVgtid().getShardGtids(0)))
                                .build()),
                fails(
                        "the position of no shard",
                        "other shards",
                        POSITION.toBuilder().setVgtid(VGtid.getDefaultInstance()).build()),
                fails(
                        "a copy that was not requested",
                        "which was not requested",
                        BEGIN,
                        vgtid(gtid(NEXT), "a", "7"),
                        COMMIT));
    }

    private static VEvent[] commit(String gtid) {
        return new VEvent[] {BEGIN, field("a"), rowOf(NEXT), vgtid(gtid), COMMIT};
    }

    private static List<Case> images() {
        String damaged = "does not add up";
        return List.of(
                fails("fewer lengths than columns", damaged, rowWith("1x", 1)),
                fails("more lengths than columns", damaged, rowWith("1xy", 1, 1, 1)),
                fails("lengths beyond the values", damaged, rowWith("1x", 1, 100)),
                fails("values beyond the lengths", damaged, rowWith("1xyz", 1, 1)),
                fails("a negative length", damaged, rowWith("1x", 1, -2)),
                fails("a giant length", damaged, rowWith("1x", 1, Long.MAX_VALUE)),
                fails("lengths that overflow", damaged, rowWith("1x", 1L << 32, 1)),
                fails("no image", "neither image", rowWith(change(null, null))));
    }

    private static VEvent[] rowWith(String values, long... lengths) {
        Row.Builder row = Row.newBuilder().setValues(ByteString.copyFromUtf8(values));
        Arrays.stream(lengths).forEach(row::addLengths);
        return rowWith(change(null, row.build()));
    }

    private static VEvent[] rowWith(
            org.apache.flink.connector.vitess.proto.binlogdata.RowChange change) {
        return new VEvent[] {BEGIN, field("a"), logged("a", change), POSITION, COMMIT};
    }

    private static List<Case> bytes() {
        byte[] whole = response(transaction(NEXT).toArray(VEvent[]::new));
        return List.of(
                fails("a response that is cut", "", Arrays.copyOf(whole, whole.length - 1)),
                fails("trailing garbage", "", RawVtgate.joined(whole, new byte[] {10, 127})),
                fails("no protobuf", "", "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes()),
                fails("an event of 2 GB", "", new byte[] {10, -1, -1, -1, -1, 7}),
                fails("an event of a negative size", "", new byte[] {10, -1, -1, -1, -1, 15}));
    }

    @ParameterizedTest
    @Fault("D22")
    @MethodSource("cases")
    void isReadRightOrRefused(Case sent) throws Exception {
        boolean[] first = {true};
        try (ScriptedVtgate vtgate =
                        new ScriptedVtgate(
                                (request, peer) -> {
                                    if (first[0]) {
                                        first[0] = false;
                                        for (byte[] response : sent.sent()) {
                                            peer.send(response);
                                        }
                                        if (sent.end() != null) {
                                            peer.end(sent.end());
                                            return;
                                        }
                                    }
                                    playRest(sent, request, peer);
                                },
                                HonestLog::answer);
                HostileReader reader = new HostileReader(vtgate.endpoint(), HonestLog.start(), 1)) {
            if (sent.failure().isEmpty()) {
                assertThat(reader.read(END - START)).isEqualTo(lines(NEXT));
                assertThat(vtgate.streams()).isEqualTo(sent.end() == null ? 1 : 2);
            } else {
                Throwable failure = catchThrowable(() -> reader.read(END - START));
                assertThat(failure)
                        .as("the failure")
                        .hasMessageContainingAll(
                                Stream.concat(
                                                Stream.of("shop/-80", "'" + gtid(START) + "'"),
                                                sent.failure().stream())
                                        .toArray(String[]::new));
                assertThat(vtgate.streams()).as("streams").isEqualTo(1);
            }
        }
    }

    /** The honest log, but for what the case itself has sent whole. */
    private static void playRest(Case sent, byte[] request, ScriptedVtgate.Peer peer)
            throws Exception {
        int done = sent.name().startsWith("COMMIT twice") || sent.name().equals("no BEGIN") ? 1 : 0;
        for (int next = HonestLog.asked(request) + 1 + done; next <= END; next++) {
            peer.send(response(transaction(next).toArray(VEvent[]::new)));
        }
        peer.hold();
    }
}
