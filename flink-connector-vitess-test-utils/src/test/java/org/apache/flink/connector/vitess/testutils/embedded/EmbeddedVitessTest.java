// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamFlags;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EmbeddedVitessTest {
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace customer;
    private TestClient client;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        customer = vitess.createKeyspace("customer", "-80", "80-");
        customer.createTable(
                TableDefinition.of("customer")
                        .bigint("customer_id")
                        .primaryKey()
                        .varchar("email", 128));
        client = new TestClient(vitess);
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void copiesATableAndContinuesWithTheLog() {
        EmbeddedShard shard = customer.shard("-80");
        shard.transaction(tx -> tx.insert("customer", 1, "a"));
        Iterator<VStreamResponse> stream = client.stream("-80", "");
        List<VEventType> types = new ArrayList<>();
        while (!types.contains(VEventType.COPY_COMPLETED)) {
            stream.next().getEventsList().forEach(event -> types.add(event.getType()));
        }

        shard.transaction(tx -> tx.update("customer", List.of(1), 1, "b"));
        stream.next().getEventsList().forEach(event -> types.add(event.getType()));

        assertThat(types)
                .containsExactly(
                        VEventType.BEGIN,
                        VEventType.FIELD,
                        VEventType.VGTID,
                        VEventType.ROW,
                        VEventType.VGTID,
                        VEventType.COMMIT,
                        VEventType.BEGIN,
                        VEventType.VGTID,
                        VEventType.COMMIT,
                        VEventType.COPY_COMPLETED,
                        VEventType.COPY_COMPLETED,
                        VEventType.BEGIN,
                        VEventType.FIELD,
                        VEventType.ROW,
                        VEventType.VGTID,
                        VEventType.COMMIT);
    }

    @Test
    void rollsBackATransactionThatThrows() {
        EmbeddedShard shard = customer.shard("-80");
        String before = shard.position();

        assertThatThrownBy(
                        () ->
                                shard.transaction(
                                        tx -> {
                                            tx.insert("customer", 1, "a");
                                            tx.delete("customer", 2);
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("customer has no row [2]");

        assertThat(shard.position()).isEqualTo(before);
        shard.transaction(tx -> tx.insert("customer", 1, "a"));
        assertThat(shard.position()).isNotEqualTo(before);
    }

    @Test
    void waitsWhileTheClientDoesNotRead() throws InterruptedException {
        List<Object[]> rows =
                IntStream.range(0, 20_000)
                        .<Object[]>mapToObj(i -> new Object[] {i, "x".repeat(500)})
                        .toList();
        String start = customer.shard("-80").position();
        customer.shard("-80").transaction(tx -> tx.insertAll("customer", rows));
        ClientCall<VStreamRequest, VStreamResponse> call =
                client.channel().newCall(VitessGrpc.getVStreamMethod(), CallOptions.DEFAULT);
        BlockingQueue<VStreamResponse> read = new LinkedBlockingQueue<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(VStreamResponse response) {
                        read.add(response);
                    }
                },
                new Metadata());
        call.sendMessage(TestClient.request("-80", start));
        call.halfClose();
        call.request(1);

        assertThat(read.poll(10, TimeUnit.SECONDS)).isNotNull();
        awaitWaitingSender();
        assertThat(read).isEmpty();

        call.request(Integer.MAX_VALUE);
        int received = 0;
        while (received < rows.size() - 500) {
            VStreamResponse response = read.poll(10, TimeUnit.SECONDS);
            assertThat(response).as("after " + received + " rows").isNotNull();
            received += rowCount(response);
        }
        call.cancel("enough", null);
    }

    private static int rowCount(VStreamResponse response) {
        return response.getEventsList().stream()
                .mapToInt(event -> event.getRowEvent().getRowChangesCount())
                .sum();
    }

    /** Polls the stack of the stream's thread, which shows where it waits. */
    private static void awaitWaitingSender() throws InterruptedException {
        Thread sender =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(t -> t.getName().equals("embedded-vstream-customer--80"))
                        .findFirst()
                        .orElseThrow();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (sender.getState() != Thread.State.WAITING
                || Arrays.stream(sender.getStackTrace())
                        .noneMatch(f -> f.getClassName().equals(ResponseStream.class.getName()))) {
            assertThat(System.nanoTime()).as(sender + " does not wait").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void endsOpenStreamsWithAStatusOnRequest() {
        Iterator<VStreamResponse> stream = client.stream("-80", "current");
        assertThat(stream.next().getEventsList())
                .extracting(VEvent::getType)
                .containsExactly(VEventType.VGTID, VEventType.OTHER);

        vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate goes away"));

        assertThatThrownBy(stream::next)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("UNAVAILABLE: vtgate goes away");
    }

    @Test
    void refusesFlagsThatItDoesNotObey() {
        VStreamRequest request =
                TestClient.request("-80", "current").toBuilder()
                        .setFlags(VStreamFlags.newBuilder().setTransactionChunkSize(1))
                        .build();
        Iterator<VStreamResponse> stream =
                VitessGrpc.newBlockingStub(client.channel()).vStream(request);

        assertThatThrownBy(stream::next)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNIMPLEMENTED")
                .hasMessageContaining("transaction_chunk_size");
    }

    @Test
    void leavesNoThreadsBehind() throws InterruptedException {
        Iterator<VStreamResponse> stream = client.stream("", "current");
        assertThat(stream.next().getEventsCount()).isPositive();
        List<Thread> own =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("embedded-"))
                        .toList();
        assertThat(own).hasSizeGreaterThanOrEqualTo(3);

        vitess.close();

        for (Thread thread : own) {
            thread.join(5_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    void copiesInTheOrderOfThePrimaryKey() {
        customer.createTable(
                TableDefinition.of("pair")
                        .varchar("word", 10)
                        .primaryKey()
                        .bigint("number")
                        .primaryKey());
        EmbeddedShard shard = customer.shard("-80");
        for (Object[] row :
                List.<Object[]>of(
                        new Object[] {"b", 1},
                        new Object[] {"a", 10},
                        new Object[] {"a", 9},
                        new Object[] {"a", -1},
                        new Object[] {"Z", 0})) {
            shard.transaction(tx -> tx.insert("pair", row));
        }

        assertThat(TestClient.rows(client.stream("-80", ""), 5))
                .containsExactly(
                        "-80 ->[a, -1]",
                        "-80 ->[a, 9]",
                        "-80 ->[a, 10]",
                        "-80 ->[b, 1]",
                        "-80 ->[Z, 0]");
    }

    @Test
    void writesStatementsThatChangeNoRow() {
        EmbeddedShard shard = customer.shard("-80");
        Iterator<VStreamResponse> stream = client.stream("-80", shard.position());

        shard.ddl("customer", "create index by_email on customer (email)");
        shard.other();
        shard.transaction(tx -> {});

        List<VEvent> ddl = stream.next().getEventsList();
        assertThat(ddl)
                .extracting(VEvent::getType)
                .containsExactly(VEventType.VGTID, VEventType.DDL);
        assertThat(ddl.get(1).getStatement()).startsWith("create index by_email");
        assertThat(stream.next().getEventsList())
                .extracting(VEvent::getType)
                .containsExactly(VEventType.VGTID, VEventType.OTHER);
        assertThat(stream.next().getEventsList())
                .extracting(VEvent::getType)
                .containsExactly(VEventType.BEGIN, VEventType.VGTID, VEventType.COMMIT);
    }

    @Test
    void smallPacketsGiveManyCopyBatches() {
        try (EmbeddedVitess small = EmbeddedVitess.builder().vstreamPacketSize(1).start();
                TestClient reader = new TestClient(small)) {
            EmbeddedKeyspace keyspace = small.createKeyspace("customer", "-80", "80-");
            keyspace.createTable(TableDefinition.of("t").bigint("id").primaryKey());
            for (int id = 1; id <= 3; id++) {
                int row = id;
                keyspace.shard("-80").transaction(tx -> tx.insert("t", row));
            }
            Iterator<VStreamResponse> stream = reader.stream("-80", "");

            List<String> lastPks = new ArrayList<>();
            while (lastPks.size() < 3) {
                stream.next().getEventsList().stream()
                        .flatMap(e -> e.getVgtid().getShardGtidsList().stream())
                        .flatMap(s -> s.getTablePKsList().stream())
                        .map(pk -> pk.getLastpk().getRows(0).getValues().toStringUtf8())
                        .forEach(lastPks::add);
            }

            assertThat(lastPks).containsExactly("1", "2", "3");
        }
    }

    @Test
    void endsAStreamWhoseStartIsUnknownWhenNoOtherTabletIsFound() {
        try (EmbeddedVitess impatient =
                        EmbeddedVitess.builder().tabletPickerTimeout(Duration.ZERO).start();
                TestClient reader = new TestClient(impatient)) {
            impatient.createKeyspace("customer", "-80", "80-");
            Iterator<VStreamResponse> stream =
                    reader.stream("-80", "MySQL56/16b1039f-22b6-11ed-b765-0a43f95f28a3:1-5");

            assertThatThrownBy(stream::next)
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage(
                            "CANCELLED: error starting stream from shard GTID keyspace:\"customer\" shard:\"-80\" gtid:\"MySQL56/16b1039f-22b6-11ed-b765-0a43f95f28a3:1-5\": failed to find a PRIMARY tablet for VStream in customer/-80 within the zone1 cell(s): context has expired");
        }
    }
}
