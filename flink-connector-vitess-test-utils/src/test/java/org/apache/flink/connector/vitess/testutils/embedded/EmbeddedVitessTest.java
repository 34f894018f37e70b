// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Rule;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
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
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        customer = vitess.createKeyspace("customer", "-80", "80-");
        customer.createTable(
                TableDefinition.of("customer")
                        .bigint("customer_id")
                        .primaryKey()
                        .varchar("email", 128));
        channel =
                NettyChannelBuilder.forAddress(vitess.host(), vitess.port()).usePlaintext().build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow();
        channel.awaitTermination(10, TimeUnit.SECONDS);
        vitess.close();
    }

    @Test
    void copiesATableAndGoesOnWithTheLog() {
        EmbeddedShard shard = customer.shard("-80");
        shard.transaction(tx -> tx.insert("customer", 1, "a"));
        Iterator<VStreamResponse> stream = stream("-80", "");
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
    void doesNotSendMoreThanTheClientReads() {
        List<Object[]> rows =
                IntStream.range(0, 20_000)
                        .<Object[]>mapToObj(i -> new Object[] {i, "x".repeat(500)})
                        .toList();
        String start = customer.shard("-80").position();
        customer.shard("-80").transaction(tx -> tx.insertAll("customer", rows));
        Iterator<VStreamResponse> stream = stream("-80", start);

        int received = 0;
        List<VEvent> last = List.of();
        while (received < rows.size()) {
            last = stream.next().getEventsList();
            received += last.stream().mapToInt(e -> e.getRowEvent().getRowChangesCount()).sum();
        }

        assertThat(last.get(last.size() - 1).getType()).isEqualTo(VEventType.COMMIT);
    }

    @Test
    void endsOpenStreamsWithAStatusOnRequest() {
        Iterator<VStreamResponse> stream = stream("-80", "current");
        assertThat(stream.next().getEventsList())
                .extracting(VEvent::getType)
                .containsExactly(VEventType.VGTID, VEventType.OTHER);

        vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate goes away"));

        assertThatThrownBy(stream::next)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("UNAVAILABLE: vtgate goes away");
    }

    @Test
    void leavesNoThreadsBehind() throws InterruptedException {
        Iterator<VStreamResponse> stream = stream("", "current");
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

    private Iterator<VStreamResponse> stream(String shard, String gtid) {
        VStreamRequest request =
                VStreamRequest.newBuilder()
                        .setVgtid(
                                VGtid.newBuilder()
                                        .addShardGtids(
                                                ShardGtid.newBuilder()
                                                        .setKeyspace("customer")
                                                        .setShard(shard)
                                                        .setGtid(gtid)))
                        .setFilter(
                                Filter.newBuilder()
                                        .addRules(
                                                Rule.newBuilder()
                                                        .setMatch("customer")
                                                        .setFilter("select * from `customer`")))
                        .build();
        return VitessGrpc.newBlockingStub(channel).vStream(request);
    }
}
