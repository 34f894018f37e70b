// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.apache.flink.connector.vitess.source.reader.HonestLog.END;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.START;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.lines;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.transaction;
import static org.apache.flink.connector.vitess.source.reader.RawVtgate.data;
import static org.apache.flink.connector.vitess.source.reader.RawVtgate.headers;
import static org.apache.flink.connector.vitess.source.reader.RawVtgate.joined;
import static org.apache.flink.connector.vitess.source.reader.RawVtgate.message;
import static org.apache.flink.connector.vitess.source.reader.RawVtgate.trailers;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.source.reader.RawVtgate.Connection;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a broken or malicious server does below the responses, in gRPC, HTTP/2 and TCP. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileTransportITCase {

    private static final int STEP = 16;
    private static final byte[] SIX = response(transaction(START + 1).toArray(VEvent[]::new));
    private static final byte[] SEVEN = response(transaction(START + 2).toArray(VEvent[]::new));

    /** The frames of a conversation, from the first byte of the server to the last. */
    private static final int FIRST = RawVtgate.HELLO.length;

    private static final byte[] ANSWER =
            joined(
                    headers(3),
                    data(3, message(SIX)),
                    data(3, joined(message(SEVEN), message(response()))),
                    trailers(3, 14, "restart"));

    /**
     * One way to answer, on each connection.
     *
     * @param answer the bytes after the request, by the number of its stream; then silence
     * @param failure what the failure says besides shard and position
     */
    private record Case(String name, IntFunction<byte[]> answer, String failure) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, String failure, IntFunction<byte[]> answer) {
        return new Case(name, answer, failure);
    }

    static Stream<Case> cases() {
        String failed = "it failed";
        String lost = "the connection was lost";
        return Stream.of(
                of(
                        "a message of 2 GB",
                        "raise maxMessageSize",
                        open(message(0, Integer.MIN_VALUE, SIX))),
                of(
                        "a message of Integer.MAX_VALUE",
                        "raise maxMessageSize",
                        open(message(0, Integer.MAX_VALUE, SIX))),
                of(
                        "a message of a negative size",
                        "exceeds maximum size",
                        open(message(0, -1, SIX))),
                of("compressed, without an encoding", failed, open(message(1, SIX.length, SIX))),
                of("odd flags before a message", failed, open(message(0xfe, SIX.length, SIX))),
                of(
                        "the end within a message",
                        "at vtgate",
                        stream ->
                                joined(
                                        headers(stream),
                                        data(stream, message(0, SEVEN.length, new byte[9])),
                                        trailers(stream, 0, ""))),
                of("an unknown status", failed, end(99, "what")),
                of("no gRPC status", "", stream -> joined(headers(stream), data(stream, SIX))),
                of("an end that promises a retry", lost, end(14, "try again")),
                of("a refused login", "refused the login", end(16, "no")),
                of("another service", "not vtgate's gRPC port", end(12, "unknown service")),
                of(
                        "frames of an unknown type",
                        "",
                        stream -> new byte[] {0, 0, 0, 99, 0, 0, 0, 0, 0}),
                of("a frame of 16 MB", "", stream -> new byte[] {-1, -1, -1, 0, 0, 0, 0, 0, 3}),
                of("data before headers", "", stream -> data(stream, message(SIX))),
                of("an answer to another call", "", stream -> headers(stream + 2)),
                of("plain HTTP", "", stream -> bytes("HTTP/1.1 400 Bad Request\r\n\r\n")),
                of(
                        "what looks random",
                        "",
                        stream -> bytes("\u0001\u0002random bytes".repeat(99))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static IntFunction<byte[]> open(byte[] data) {
        return stream -> joined(headers(stream), data(stream, data));
    }

    private static IntFunction<byte[]> end(int status, String message) {
        return stream -> joined(headers(stream), trailers(stream, status, message));
    }

    @ParameterizedTest
    @Fault("D22")
    @MethodSource("cases")
    void failsWithAText(Case sent) throws Exception {
        try (RawVtgate vtgate =
                        new RawVtgate(
                                (connection, stream) ->
                                        connection.send(sent.answer().apply(stream)));
                HostileReader reader = fastReader(vtgate);
                AutoCloseable awake = reader.awake()) {
            Throwable failure = catchThrowable(() -> reader.read(END - START));
            assertThat(failure).hasMessageContainingAll("shop/-80", sent.failure());
            assertThat(failure.getMessage()).containsAnyOf("change", "check", "raise");
            assertThat(reader.read(0)).isEmpty();
        }
    }

    /** Time passes 50 times as fast: a stream may be silent for 30 s. */
    private static HostileReader fastReader(RawVtgate vtgate) {
        long start = System.nanoTime();
        return new HostileReader(
                List.of(vtgate.endpoint()),
                HonestLog.start(),
                1,
                () -> start + (System.nanoTime() - start) * 50);
    }

    @ParameterizedTest
    @MethodSource("silences")
    void silenceFailsWithAText(RawVtgate.Script silence) throws Exception {
        try (RawVtgate vtgate = new RawVtgate(silence);
                HostileReader reader = fastReader(vtgate);
                AutoCloseable awake = reader.awake()) {
            assertThat(catchThrowable(() -> reader.read(END)))
                    .hasMessageContaining("vtgate sent nothing of shard shop/-80 for PT30S")
                    .hasMessageContaining("check the network");
        }
    }

    static Stream<RawVtgate.Script> silences() {
        return Stream.of(
                new RawVtgate.Script() {
                    @Override
                    public void onConnect(Connection connection) {}

                    @Override
                    public void onRequest(Connection connection, int stream) {}

                    @Override
                    public String toString() {
                        return "after the connection";
                    }
                },
                silence("before the headers", stream -> new byte[0]),
                silence("after the headers", RawVtgate::headers),
                silence("within a message", open(message(0, 1 << 20, SIX))),
                new RawVtgate.Script() {
                    @Override
                    public void onRequest(Connection connection, int stream) throws IOException {
                        connection.send(headers(stream));
                        connection.send(data(stream, message(0, 1 << 20, new byte[0])));
                        try {
                            while (true) {
                                connection.send(data(stream, new byte[1]));
                                TimeUnit.MILLISECONDS.sleep(10);
                            }
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }

                    @Override
                    public String toString() {
                        return "between the bytes of a message that hardly grows";
                    }
                });
    }

    private static RawVtgate.Script silence(String name, IntFunction<byte[]> answer) {
        return new RawVtgate.Script() {
            @Override
            public void onRequest(Connection connection, int stream) throws IOException {
                connection.send(answer.apply(stream));
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    /** It takes twice as long as a stream may be silent. */
    @Test
    @Fault("A12")
    void aResponseThatComesSlowlyIsRead() throws Exception {
        byte[] answer = message(joined(SIX, unknownField(60_000)));
        int piece = answer.length / 30 + 1;
        RawVtgate.Script slow =
                (connection, stream) -> {
                    connection.send(headers(stream));
                    for (int sent = 0; sent < answer.length; sent += piece) {
                        int end = Math.min(answer.length, sent + piece);
                        connection.send(data(stream, Arrays.copyOfRange(answer, sent, end)));
                        pause(40);
                    }
                };
        try (RawVtgate vtgate = new RawVtgate(slow);
                HostileReader reader = fastReader(vtgate);
                AutoCloseable awake = reader.awake()) {
            assertThat(reader.read(1)).containsExactly("INSERT 6 v6");
            assertThat(reader.metric("reconnects")).isEqualTo(0L);
        }
    }

    /** As a later server may send it. */
    private static byte[] unknownField(int bytes) {
        UnknownFieldSet.Field field =
                UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFrom(new byte[bytes]))
                        .build();
        return UnknownFieldSet.newBuilder().addField(1000, field).build().toByteArray();
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server dies after a byte; the next one answers as requested. */
    @Test
    void aResetNeitherLosesNorDoublesRows() throws Exception {
        resetFrom((int) (Seed.choose() % STEP), STEP);
    }

    @Test
    @Tag("long")
    @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aResetAfterAnyByteNeitherLosesNorDoublesRows() throws Exception {
        resetFrom(0, 1);
    }

    private static void resetFrom(int start, int step) throws Exception {
        for (int cut = start; cut <= FIRST + ANSWER.length; cut += step) {
            resetAfter(cut, HonestLog::play);
        }
    }

    /** The oracle of the resets: a server that sends a transaction again is noticed. */
    @Test
    void aRowThatComesTwiceIsSeen() {
        assertThatThrownBy(
                        () ->
                                resetAfter(
                                        FIRST + ANSWER.length,
                                        (request, peer) -> {
                                            peer.send(SEVEN);
                                            HonestLog.play(request, peer);
                                        }))
                .isInstanceOf(AssertionError.class);
    }

    private static void resetAfter(int cut, ScriptedVtgate.Script then) throws Exception {
        RawVtgate.Script dying =
                new RawVtgate.Script() {
                    @Override
                    public void onConnect(Connection connection) throws IOException {
                        connection.send(Arrays.copyOf(RawVtgate.HELLO, Math.min(cut, FIRST)));
                        if (cut < FIRST) {
                            connection.reset();
                        }
                    }

                    @Override
                    public void onRequest(Connection connection, int stream) throws IOException {
                        connection.send(Arrays.copyOf(ANSWER, cut - FIRST));
                        if (cut % 2 == 0) {
                            connection.end();
                        } else {
                            connection.reset();
                        }
                    }
                };
        try (RawVtgate vtgate = new RawVtgate(dying);
                ScriptedVtgate next = new ScriptedVtgate(then, HonestLog::answer);
                HostileReader reader =
                        new HostileReader(
                                List.of(vtgate.endpoint(), next.endpoint()),
                                HonestLog.start(),
                                1)) {
            assertThat(reader.read(END - START))
                    .as("after %d bytes", cut)
                    .isEqualTo(lines(START + 1));
            assertThat(next.streams()).as("streams of the next after %d bytes", cut).isEqualTo(1);
        }
    }

    /** Each has to be answered, so a client that queues its answers would fill its heap. */
    @Test
    void floodsOfFramesWithoutContentAreEndedOrSurvived() throws Exception {
        for (byte[] frame : List.of(RawVtgate.ping(), RawVtgate.settings())) {
            byte[] many = joined(Collections.nCopies(1000, frame).toArray(byte[][]::new));
            AtomicInteger sent = new AtomicInteger();
            try (RawVtgate vtgate =
                            new RawVtgate(
                                    (connection, stream) -> {
                                        // The answers are not read meanwhile.
                                        for (int i = 0; i < 300; i++) {
                                            connection.send(many);
                                            sent.incrementAndGet();
                                        }
                                        connection.send(
                                                joined(
                                                        headers(stream),
                                                        trailers(stream, 16, "enough")));
                                    });
                    HostileReader reader = fastReader(vtgate);
                    AutoCloseable awake = reader.awake()) {
                long before = heap();
                Throwable failure = catchThrowable(() -> reader.read(END - START));
                System.out.printf("%d000 frames sent%n", sent.get());
                assertThat(failure).hasMessageContaining("shop/-80");
                assertThat(heap() - before).isLessThan(32 << 20);
            }
        }
    }

    /** A message within the limit on the wire, but not as what it stands for. */
    @Test
    void aCompressedMessageBeyondTheLimitIsRefused() throws Exception {
        byte[] bomb = gzip(new byte[100 << 20]);
        try (RawVtgate vtgate =
                        new RawVtgate(
                                (connection, stream) ->
                                        connection.send(
                                                joined(
                                                        RawVtgate.headers(stream, "gzip"),
                                                        chunks(
                                                                stream,
                                                                message(1, bomb.length, bomb)))));
                HostileReader reader = new HostileReader(vtgate.endpoint(), HonestLog.start(), 0)) {
            Throwable failure = catchThrowable(() -> reader.read(END - START));
            assertThat(failure)
                    .hasMessageContaining("shop/-80")
                    .hasMessageContaining("raise maxMessageSize");
        }
    }

    private static byte[] chunks(int stream, byte[] bytes) {
        byte[] all = new byte[0];
        for (int at = 0; at < bytes.length; at += 16_000) {
            all =
                    joined(
                            all,
                            data(
                                    stream,
                                    Arrays.copyOfRange(
                                            bytes, at, Math.min(bytes.length, at + 16_000))));
        }
        return all;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    @Test
    void aLongErrorIsUnderstoodAndShownInPart() throws Exception {
        String long24 = "x".repeat(24 << 10);
        Status purged =
                Status.UNKNOWN.withDescription(
                        "stream error @ " + long24 + ": purged required binary logs " + long24);
        Throwable failure = failureOf(purged);
        assertThat(failure).hasMessageContaining("shop/-80");
        assertThat(failure.getMessage())
                .contains("stream error @")
                .contains("restart without state");
        assertThat(failure.getMessage().length()).isLessThan(4000);
    }

    @Test
    void aGiantErrorIsNotKept() throws Exception {
        Throwable failure = failureOf(Status.UNKNOWN.withDescription("x".repeat(10 << 20)));
        assertThat(failure).hasMessageContaining("shop/-80");
        assertThat(failure.getMessage().length()).isLessThan(4000);
    }

    private static Throwable failureOf(Status status) throws Exception {
        try (ScriptedVtgate vtgate =
                        new ScriptedVtgate((request, peer) -> peer.end(status), HonestLog::answer);
                HostileReader reader = new HostileReader(vtgate.endpoint(), HonestLog.start(), 0)) {
            return catchThrowable(() -> reader.read(END - START));
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
