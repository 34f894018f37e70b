// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reshards one after another, and what happens meanwhile. */
@Timeout(60)
class ReshardChainTest {
    /** Odd, so that the new shards serve at the end. */
    private static final int SWITCHES = 51;

    private static final int COPIED_ROWS = 2_000;
    private static final int PACKET_BYTES = 10_000;
    private static final String LONG_TEXT = "x".repeat(1_000);

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace customer;
    private TestClient client;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().vstreamPacketSize(PACKET_BYTES).start();
        customer = vitess.createKeyspace("customer", "-80", "80-");
        customer.createTable(
                TableDefinition.of("t").bigint("id").primaryKey().varchar("name", 2_000));
        client = new TestClient(vitess);
        customer.addShards("-40", "40-80");
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void aStreamFollowsTwoReshardsThatItMissed() {
        String beforeAll = customer.shard("-80").position();
        reshard(List.of("-80"), "-40", "40-80").switchTraffic();
        customer.insert("t", 3, "first");
        customer.addShards("40-60", "60-80");
        reshard(List.of("40-80"), "40-60", "60-80").switchTraffic();
        customer.insert("t", 10, "second");

        assertThat(customer.servingShards()).containsExactly("-40", "40-60", "60-80", "80-");
        assertThat(TestClient.rows(client.stream("-80", beforeAll), 2))
                .containsExactly("40-80 ->[3, first]", "40-60 ->[10, second]");
    }

    @Test
    void aReshardToRecreatedShardsRepeatsTheJournalsIdWithOtherPositions() {
        String start = customer.shard("-80").position();
        EmbeddedReshard first = reshard(List.of("-80"), "-40", "40-80");
        first.switchTraffic();
        first.switchTraffic();
        customer.deleteShards("-40", "40-80");
        customer.addShards("-40", "40-80");
        String again = customer.shard("-80").position();

        reshard(List.of("-80"), "-40", "40-80").switchTraffic();

        Journal firstJournal = client.journal("-80", start);
        Journal secondJournal = client.journal("-80", again);
        assertThat(secondJournal.getId()).isEqualTo(firstJournal.getId());
        assertThat(secondJournal.getShardGtidsList())
                .doesNotContainAnyElementsOf(firstJournal.getShardGtidsList());
    }

    @Test
    void eachSwitchHasAJournalIdOfItsOwn() {
        String left = customer.shard("-40").position();
        EmbeddedReshard split = reshard(List.of("-80"), "-40", "40-80");
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String start = customer.shard("-80").position();
            split.switchTraffic();
            ids.add(client.journal("-80", start).getId());
            split.switchTraffic();
            ids.add(client.journal("-40", left).getId());
            left = customer.shard("-40").position();
        }

        assertThat(ids).doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void eachParticipantHasTheSamePositionsInAnotherOrder() {
        String left = customer.shard("-80").position();
        String right = customer.shard("80-").position();
        customer.addShards("80-c0", "c0-");
        reshard(List.of("-80", "80-"), "-40", "40-80", "80-c0", "c0-").switchTraffic();

        List<ShardGtid> ofLeft = client.journal("-80", left).getShardGtidsList();
        List<ShardGtid> ofRight = client.journal("80-", right).getShardGtidsList();
        assertThat(ofRight).hasSize(4).containsExactlyInAnyOrderElementsOf(ofLeft);
        assertThat(ofRight).isNotEqualTo(ofLeft);
    }

    @Test
    void aShardThatDoesNotServeIsNoSource() {
        EmbeddedReshard split = reshard(List.of("-80"), "-40", "40-80");
        customer.addShards("-20", "20-40");

        assertThatThrownBy(() -> reshard(List.of("-40"), "-20", "20-40"))
                .hasMessage("[customer/-40] have to serve");
        assertThatThrownBy(() -> reshard(List.of("-80"), "80-"))
                .hasMessage("[customer/80-] serve already");
        assertThatThrownBy(split::complete).hasMessage("[customer/-80] serve");
        split.switchTraffic();
        reshard(List.of("-40"), "-20", "20-40").switchTraffic();
        assertThatThrownBy(split::switchTraffic)
                .hasMessage("[customer/-40, customer/40-80] do not serve");
    }

    @Test
    void aSwitchDoesNotWaitForACopyThatIsNotRead() {
        Iterator<VStreamResponse> copy = unreadCopy();

        reshard(List.of("-80"), "-40", "40-80").switchTraffic();
        int id = idsOfLeftShard().get(COPIED_ROWS);
        customer.insert("t", id, "after");

        List<String> rows = TestClient.rows(copy, COPIED_ROWS + 1);
        assertThat(rows).filteredOn(row -> row.startsWith("-80 ")).hasSize(COPIED_ROWS);
        assertThat(rows.get(COPIED_ROWS))
                .as("after the journal, on a new shard")
                .isEqualTo("%s ->[%d, after]".formatted(customer.shardOf("t", id).name(), id));
    }

    @Test
    void aDeletionEndsACopy() {
        Iterator<VStreamResponse> copy = unreadCopy();
        EmbeddedReshard split = reshard(List.of("-80"), "-40", "40-80");
        split.switchTraffic();

        split.complete();

        assertThatThrownBy(() -> TestClient.rows(copy, COPIED_ROWS))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageEndingWith(
                        "shard provided in VGTID, -80, not found in the customer keyspace");
    }

    @Test
    void writersContinueWhileTrafficIsSwitched() throws Exception {
        EmbeddedReshard split = reshard(List.of("-80"), "-40", "40-80");
        CountDownLatch started = new CountDownLatch(1);
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> written = writer.submit(() -> writeUntilInterrupted(started));
            started.await();
            for (int i = 0; i < SWITCHES; i++) {
                split.switchTraffic();
                awaitMore(customer.shard("80-").logSize());
            }
            writer.shutdownNow();

            int last = written.get(10, TimeUnit.SECONDS);
            assertThat(customer.servingShards()).containsExactly("-40", "40-80", "80-");
            assertThat(ids("-40", "40-80", "80-")).isEqualTo(upTo(last));
            assertThat(ids("-80", "80-")).as("the reverse replication").isEqualTo(upTo(last));
        } finally {
            writer.shutdownNow();
        }
    }

    /** Waits until the writer has changed 80- since. */
    private void awaitMore(int logSize) {
        synchronized (customer) {
            try {
                while (customer.shard("80-").logSize() <= logSize) {
                    customer.wait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted, the writer does not write", e);
            }
        }
    }

    /** Inserts each row, and updates it; returns the last id. */
    private int writeUntilInterrupted(CountDownLatch started) {
        int id = 0;
        while (!Thread.currentThread().isInterrupted()) {
            int next = ++id;
            customer.insert("t", next, "new");
            customer.transaction(
                    "t", List.of(next), tx -> tx.update("t", List.of(next), next, "changed"));
            started.countDown();
        }
        return id;
    }

    private List<String> ids(String... shards) {
        return Stream.of(shards)
                .flatMap(shard -> customer.shard(shard).rowsOf("t").stream())
                .map(Object::toString)
                .sorted()
                .toList();
    }

    private static List<String> upTo(int last) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(id -> "[%d, changed]".formatted(id))
                .sorted()
                .toList();
    }

    /** A copy of -80 that waits for its reader. */
    private Iterator<VStreamResponse> unreadCopy() {
        List<Object[]> rows = new ArrayList<>();
        idsOfLeftShard().stream()
                .limit(COPIED_ROWS)
                .forEach(id -> rows.add(new Object[] {id, LONG_TEXT}));
        customer.shard("-80").transaction(tx -> tx.insertAll("t", rows));
        Iterator<VStreamResponse> copy = client.stream("-80", "");
        copy.next();
        assertThat(vitess.responsesSent())
                .isLessThan(COPIED_ROWS * LONG_TEXT.length() / PACKET_BYTES);
        return copy;
    }

    /** Those of the copy, and one more. */
    private List<Integer> idsOfLeftShard() {
        return IntStream.iterate(1, id -> id + 1)
                .filter(id -> !customer.shardOf("t", id).name().equals("80-"))
                .limit(COPIED_ROWS + 1)
                .boxed()
                .toList();
    }

    private EmbeddedReshard reshard(List<String> sources, String... targets) {
        return customer.reshard(sources, List.of(targets));
    }
}
