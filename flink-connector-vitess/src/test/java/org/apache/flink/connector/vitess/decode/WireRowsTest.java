// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.decode.Decoders.decoder;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange.Bitmap;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.junit.jupiter.api.Test;

/** How rows are read off the wire: what protobuf allows is understood, all else refused. */
class WireRowsTest {

    private static final VEvent[] TRANSACTION = {
        field("a"),
        logged("a", change(row("1", "x"), row("1", "yy")), change(null, row("2", null))),
        vgtid("MySQL56/u:1-7"),
        event(COMMIT)
    };

    @Test
    void allEncodingsThatProtobufAllowsAreTheSameRows() throws InvalidProtocolBufferException {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            RandomResponses responses = new RandomResponses(random);
            VStreamResponse response = responses.next();
            byte[] odd = new OddWire(random).write(response);

            assertThat(VStreamResponse.parseFrom(odd).getEventsList())
                    .as("what the generated classes read, seed %d", seed)
                    .hasSameSizeAs(response.getEventsList());
            List<String> rows = GeneratedRows.lines(response);
            assertThat(lines(responses.start(), response.toByteArray()))
                    .as("seed %d", seed)
                    .isEqualTo(rows);
            assertThat(lines(responses.start(), odd)).as("odd wire, seed %d", seed).isEqualTo(rows);
        }
    }

    @Test
    void theRowsOfAnEventShareTheResponseAndTheSource() {
        byte[] response = response(TRANSACTION);
        List<RowChange> changes = changes(RandomResponses.START, response);

        assertThat(changes).hasSize(2);
        assertThat(changes)
                .allSatisfy(
                        change ->
                                assertThat(change.after().orElseThrow().buffer())
                                        .isSameAs(response));
        assertThat(changes.get(0).source()).isSameAs(changes.get(1).source());
    }

    /** It may be large, and the last one for long. */
    @Test
    void aResponseIsNotKeptOnceItsRowsAreGone() {
        VStreamDecoder decoder = decoder(RandomResponses.START);
        WeakReference<byte[]> response = new WeakReference<>(response(TRANSACTION));

        decoder.decode(response.get());
        assertThat(decoder.rest()).hasSize(1);

        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (response.get() != null && System.nanoTime() < deadline) {
            System.gc();
        }
        assertThat(response.get()).as("the response").isNull();
        Reference.reachabilityFence(decoder);
    }

    @Test
    void aResponseThatIsCutOffIsRefusedUnlessItEndsWithAnEvent() {
        byte[] response = response(TRANSACTION);
        List<Integer> ends = List.of(0, end(1), end(2), end(3));

        for (int length = 0; length < response.length; length++) {
            byte[] cut = Arrays.copyOf(response, length);
            if (ends.contains(length)) {
                assertThat(decoder(RandomResponses.START).decode(cut)).isEmpty();
            } else {
                assertThatThrownBy(() -> decoder(RandomResponses.START).decode(cut))
                        .as("cut to %d of %d bytes", length, response.length)
                        .isInstanceOf(StreamFormatException.class)
                        .hasMessageContaining("shop/-80")
                        .hasMessageContaining("MySQL56/u:1-6");
            }
        }
    }

    @Test
    void anImageThatComesTwiceIsRefused() {
        byte[] change = change(null, row("1", "x")).toByteArray();
        byte[] twice = concat(change, change);

        assertRefused(
                withRow(twice), "rows of table 'a' are damaged: a row has the same field twice");
    }

    @Test
    void aBitmapThatComesTwiceIsRefused() {
        byte[] change = change(null, row("1", "x")).toByteArray();
        byte[] bitmap =
                Bitmap.newBuilder()
                        .setCount(2)
                        .setCols(ByteString.copyFrom(new byte[] {3}))
                        .build()
                        .toByteArray();
        byte[] twice = concat(change, concat(delimited(3, bitmap), delimited(3, bitmap)));

        assertRefused(
                withRow(twice), "rows of table 'a' are damaged: a row has the same field twice");
    }

    @Test
    void rowsThatComeTwiceInAnEventAreRefused() {
        byte[] event = concat(TRANSACTION[1].toByteArray(), TRANSACTION[1].toByteArray());

        assertRefused(
                concat(response(TRANSACTION[0]), delimited(1, event)), "an event has rows twice");
    }

    @Test
    void aChangeWithoutAnyRowIsRefused() {
        assertRefused(withRow(new byte[0]), "table 'a' has neither");
    }

    @Test
    void lengthsThatAreNoLengthsAreRefused() {
        assertRefused(withAfter(-1L, -2L), "a row of table 'a' does not add up");
        assertRefused(withAfter(-1L, Long.MIN_VALUE), "A value of -9223372036854775808 bytes");
        assertRefused(
                withAfter(Long.MAX_VALUE, Long.MAX_VALUE),
                "Values of 18446744073709551614 bytes in a row of 1 bytes");
        assertRefused(withAfter(1L), "1 values for 2 columns");
    }

    @Test
    void aBitmapThatIsShorterThanItSaysIsRefused() {
        Bitmap bitmap = Bitmap.newBuilder().setCount(Long.MAX_VALUE).build();

        assertRefused(
                withRow(
                        change(null, row("1", "x")).toBuilder()
                                .setDataColumns(bitmap)
                                .build()
                                .toByteArray()),
                "a row of table 'a' has a bitmap of 9223372036854775807 columns in 0 bytes");
    }

    private static byte[] withAfter(Long... lengths) {
        Row after =
                Row.newBuilder()
                        .addAllLengths(List.of(lengths))
                        .setValues(ByteString.copyFromUtf8("x"))
                        .build();
        return withRow(change(null, after).toByteArray());
    }

    /** The columns of table a, and an event with one row, serialized. */
    private static byte[] withRow(byte[] change) {
        byte[] rowEvent = concat(logged("a").getRowEvent().toByteArray(), delimited(2, change));
        byte[] event = logged("a").toBuilder().clearRowEvent().build().toByteArray();
        return concat(response(field("a")), delimited(1, concat(event, delimited(5, rowEvent))));
    }

    private static int end(int events) {
        return response(Arrays.copyOf(TRANSACTION, events)).length;
    }

    private static void assertRefused(byte[] response, String message) {
        assertThatThrownBy(() -> decoder(RandomResponses.START).decode(response))
                .isInstanceOf(StreamFormatException.class)
                .hasMessageContaining("shop/-80")
                .hasMessageContaining(message);
    }

    private static List<String> lines(ShardPosition start, byte[] response) {
        return changes(start, response).stream().map(GeneratedRows::line).toList();
    }

    private static List<RowChange> changes(ShardPosition start, byte[] response) {
        VStreamDecoder decoder = decoder(start);
        List<ChangeBatch> batches = new ArrayList<>(decoder.decode(response));
        batches.addAll(decoder.rest());
        return batches.stream().flatMap(batch -> batch.changes().stream()).toList();
    }

    /** A field with a message, serialized. */
    private static byte[] delimited(int number, byte[] message) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        Field.newBuilder().addLengthDelimited(ByteString.copyFrom(message)).build())
                .build()
                .toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteString.copyFrom(first).concat(ByteString.copyFrom(second)).toByteArray();
    }
}
