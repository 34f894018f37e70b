// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtrpc.RPCError;
import org.apache.flink.connector.vitess.testing.Responses;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a broken or malicious vtgate answers to statements: the client fails with a text that says
 * what was asked for, or takes it for an answer. And a damaged last primary key is never sent to
 * one (D22 and D23 of the fault matrix).
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileAnswersITCase {

    private static final List<String> TABLES = List.of("a");

    private interface Asking {
        Object of(VitessClient client);
    }

    /** A question, and whether it can do without any row. */
    private record Question(String name, boolean mayBeEmpty, Asking asking) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** An answer, and whether it is none for any question. */
    private record Answer(String name, boolean isNone, byte[] bytes) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Question> questions() {
        TabletType type = TabletType.PRIMARY;
        return List.of(
                new Question(
                        "list the shards of keyspace 'shop'",
                        false,
                        client -> client.shards("shop")),
                new Question("list the tables", true, client -> client.tables("shop")),
                new Question("list the keyspaces", true, VitessClient::keyspaces),
                new Question(
                        "ask shard shop/-80 for changes that its stream would lack",
                        true,
                        client ->
                                client.risks(
                                        HostileReader.SHARD, type, TABLES, RowSelection.all())),
                new Question(
                        "ask shard shop/-80 for tables that were moved away",
                        true,
                        client -> client.movedTables(HostileReader.SHARD, TABLES)),
                new Question(
                        "ask shard shop/-80 for the columns of its tables",
                        true,
                        client -> client.schemas(HostileReader.SHARD, type, TABLES)),
                new Question(
                        "ask shard shop/-80 for its position",
                        false,
                        client -> client.history(HostileReader.SHARD, type)),
                new Question(
                        "ask shard shop/-80 for the order of column",
                        false,
                        client ->
                                client.compare(
                                        HostileReader.SHARD,
                                        type,
                                        "a",
                                        "name",
                                        List.of(new byte[1]),
                                        new byte[1])),
                new Question(
                        "ask shard shop/-80 for the collations of table",
                        true,
                        client -> client.collations(HostileReader.SHARD, type, "a")));
    }

    private static List<Answer> answers() {
        return List.of(
                new Answer("no result", false, new byte[0]),
                new Answer("a row without values", true, rows(row(""))),
                new Answer("one value in a row", false, rows(row("a", 1))),
                new Answer("NULL", false, rows(row("", -1, -1, -1, -1, -1, -1, -1, -1, -1, -1))),
                new Answer("more fields than values", false, fields(20, row("a", 1))),
                new Answer("a length beyond the values", true, rows(row("a", 100, 1))),
                new Answer("a giant length", true, rows(row("a", Long.MAX_VALUE, 1))),
                new Answer("lengths that overflow", true, rows(row("ab", 1, 1L << 32))),
                new Answer(
                        "texts in place of numbers",
                        false,
                        rows(row("abcdefghijkl", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))),
                new Answer("no protobuf", true, new byte[] {18, 127, 1}),
                new Answer(
                        "an error without a text",
                        true,
                        ExecuteResponse.newBuilder()
                                .setError(RPCError.newBuilder().setCodeValue(77))
                                .build()
                                .toByteArray()),
                new Answer(
                        "an error of 10 MB",
                        true,
                        ExecuteResponse.newBuilder()
                                .setError(
                                        RPCError.newBuilder()
                                                .setCodeValue(2)
                                                .setMessage("x".repeat(10 << 20)))
                                .build()
                                .toByteArray()));
    }

    private static Row row(String values, long... lengths) {
        Row.Builder row = Row.newBuilder().setValues(ByteString.copyFromUtf8(values));
        for (long length : lengths) {
            row.addLengths(length);
        }
        return row.build();
    }

    private static byte[] rows(Row... rows) {
        return fields(rows[0].getLengthsCount(), rows);
    }

    private static byte[] fields(int count, Row... rows) {
        QueryResult.Builder result = QueryResult.newBuilder().addAllRows(List.of(rows));
        for (int i = 0; i < count; i++) {
            result.addFields(Field.newBuilder().setName("c" + i));
        }
        return ExecuteResponse.newBuilder().setResult(result).build().toByteArray();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void isTakenForAnAnswerOrFailsWithAText(Question asked) throws Exception {
        AtomicReference<byte[]> sent = new AtomicReference<>();
        try (ScriptedVtgate vtgate =
                        new ScriptedVtgate(
                                HonestLog::play,
                                (request, peer) -> {
                                    peer.send(sent.get());
                                    peer.end(Status.OK);
                                });
                VitessClient client =
                        new VitessClient(HostileReader.connection(List.of(vtgate.endpoint())))) {
            for (Answer answer : answers()) {
                sent.set(answer.bytes());
                check(asked, answer, catchThrowable(() -> asked.asking().of(client)));
            }
        }
    }

    private static void check(Question asked, Answer answer, Throwable failure) {
        if (failure == null) {
            assertThat(answer.isNone()).as("%s is none, but was taken for one", answer).isFalse();
            assertThat(answer.bytes().length > 0 || asked.mayBeEmpty()).as("%s", answer).isTrue();
            return;
        }
        assertThat(failure).as("%s", answer).isInstanceOf(VitessException.class);
        assertThat(failure.getMessage())
                .containsPattern("(?i)check|change|leave")
                .hasSizeLessThan(4000)
                .containsAnyOf(
                        asked.name(),
                        "list the shards of keyspace 'shop'",
                        "serves no shard of keyspace 'shop'",
                        "no text column",
                        "has the type");
    }

    static Stream<Arguments> damagedKeys() {
        return Stream.of(
                key("no fields", 0, row("7", 1)),
                key("fewer fields than values", 1, row("78", 1, 1)),
                key("more fields than values", 2, row("7", 1)),
                key("no row", 1),
                key("two rows", 1, row("7", 1), row("8", 1)),
                key("a length beyond the values", 1, row("7", 100)),
                key("a value beyond the lengths", 1, row("78", 1)),
                Arguments.of("no protobuf", new byte[] {10, 127}),
                Arguments.of("nothing", new byte[0]));
    }

    private static Arguments key(String name, int fields, Row... rows) {
        QueryResult.Builder key = QueryResult.newBuilder().addAllRows(List.of(rows));
        for (int i = 0; i < fields; i++) {
            key.addFields(Field.newBuilder().setName("c" + i));
        }
        return Arguments.of(name, key.build().toByteArray());
    }

    @ParameterizedTest(name = "{0}")
    @Fault("D23")
    @MethodSource("damagedKeys")
    void aDamagedLastPrimaryKeyIsNotSent(String name, byte[] key) throws Exception {
        ShardPosition damaged =
                ShardPosition.beforeCopy(TABLES)
                        .withGtid(HonestLog.gtid(HonestLog.START))
                        .withTable("a", new InProgress(new LastPk(key)))
                        .withSchemas(Responses.schemas("a"));
        try (ScriptedVtgate vtgate = new ScriptedVtgate(HonestLog::play, HonestLog::answer)) {
            Throwable failure =
                    catchThrowable(
                            () -> {
                                try (HostileReader reader =
                                        new HostileReader(vtgate.endpoint(), damaged, 3)) {
                                    reader.read(1);
                                }
                            });
            assertThat(failure)
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("last primary key of table 'a'")
                    .hasMessageContaining("restore an older checkpoint");
            assertThat(vtgate.streams() + vtgate.statements()).as("calls").isZero();
        }
    }

    /** The oracle of the calls: a key that is whole is sent. */
    @ParameterizedTest
    @MethodSource("wholeKeys")
    void aWholeLastPrimaryKeyIsSent(byte[] key) throws Exception {
        ShardPosition whole =
                ShardPosition.beforeCopy(TABLES)
                        .withGtid(HonestLog.gtid(HonestLog.START))
                        .withTable("a", new InProgress(new LastPk(key)))
                        .withSchemas(Responses.schemas("a"));
        try (ScriptedVtgate vtgate =
                        new ScriptedVtgate(
                                (request, peer) ->
                                        peer.end(Status.UNAUTHENTICATED.withDescription("asked")),
                                HonestLog::answer);
                HostileReader reader = new HostileReader(vtgate.endpoint(), whole, 0)) {
            assertThat(catchThrowable(() -> reader.read(1))).hasMessageContaining("asked");
            assertThat(vtgate.streams()).isEqualTo(1);
        }
    }

    static Stream<Arguments> wholeKeys() {
        return Stream.of(
                Arguments.of(key("", 1, row("7", 1)).get()[1]),
                Arguments.of(key("", 2, row("7", 1, -1)).get()[1]));
    }
}
