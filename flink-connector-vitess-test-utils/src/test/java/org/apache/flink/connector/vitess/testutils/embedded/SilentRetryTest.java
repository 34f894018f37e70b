// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SilentRetryTest {
    // A response for each row, and few of them fill what gRPC keeps for a client that is slow.
    private static final String LARGE = "x".repeat(300_000);
    private static final int LAST = 39;

    private EmbeddedVitess vitess;
    private EmbeddedShard shard;
    private TestClient client;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        EmbeddedKeyspace customer = vitess.createKeyspace("customer", "-80", "80-");
        customer.createTable(
                TableDefinition.of("customer")
                        .bigint("customer_id")
                        .primaryKey()
                        .varchar("email", 128));
        shard = customer.shard("-80");
        client = new TestClient(vitess);
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void inTheLogTheNextTransactionHasItsColumnsAgain() {
        EventReader reader = read(shard.position());
        shard.transaction(tx -> tx.insert("customer", 10, "a"));
        shard.transaction(tx -> tx.insert("customer", 20, "b"));
        reader.readRows(2);

        vitess.retryStreams();
        shard.transaction(tx -> tx.insert("customer", 30, "c"));
        reader.readRows(3);

        assertThat(reader.types())
                .containsExactly(
                        VEventType.BEGIN,
                        VEventType.FIELD,
                        VEventType.ROW,
                        VEventType.VGTID,
                        VEventType.COMMIT,
                        VEventType.BEGIN,
                        VEventType.ROW,
                        VEventType.VGTID,
                        VEventType.COMMIT,
                        VEventType.BEGIN,
                        VEventType.FIELD,
                        VEventType.ROW,
                        VEventType.VGTID,
                        VEventType.COMMIT);
        assertThat(reader.rows())
                .containsExactly("log ->[10, a]", "log ->[20, b]", "log ->[30, c]");
    }

    @Test
    void aStreamThatWaitsForTheLogSwitchesAgainAndAgain() {
        EventReader reader = read("current");
        reader.readUntil(r -> true);

        for (int id = 10; id < 60; id++) {
            vitess.retryStreams();
            int next = id;
            shard.transaction(tx -> tx.insert("customer", next, "a"));
        }
        reader.readRows(50);

        assertThat(reader.rows())
                .isEqualTo(IntStream.range(10, 60).mapToObj("log ->[%d, a]"::formatted).toList());
    }

    @Test
    void inACopyComeTheLogOfTheTableAndTheRowsAfterTheLastKey() {
        insertLargeRows();
        EventReader reader = read("");
        reader.readRows(1);

        shard.transaction(
                tx -> {
                    tx.update("customer", List.of(10), 10, "below");
                    tx.update("customer", List.of(LAST), LAST, "above");
                    tx.delete("customer", LAST - 1);
                });
        vitess.retryStreams();
        reader.readCopy();

        List<String> rows = reader.rows();
        int log = rows.indexOf("log [10, xxxxx->[10, below");
        assertThat(rows.subList(0, log)).as(rows::toString).isEqualTo(copied(10, 10 + log));
        assertThat(rows.subList(log, log + 3))
                .containsExactly(
                        "log [10, xxxxx->[10, below",
                        "log [39, xxxxx->[39, above",
                        "log [38, xxxxx->");
        assertThat(rows.subList(log + 3, rows.size() - 1)).isEqualTo(copied(10 + log, LAST - 1));
        assertThat(rows.get(rows.size() - 1)).isEqualTo("copy ->[39, above");
        // One in the copy, one in the catchup, one in the copy after it.
        assertThat(reader.types()).filteredOn(VEventType.FIELD::equals).hasSize(3);
    }

    @Test
    void aTransactionThatIsBeingSentIsSentToItsEndAndNotAgain() {
        String start = shard.position();
        insertLargeRows();
        EventReader reader = read(start);
        reader.readRows(1);

        vitess.retryStreams();
        shard.transaction(tx -> tx.delete("customer", 10));
        reader.readRows(LAST - 10 + 2);

        assertThat(reader.rows())
                .isEqualTo(
                        IntStream.rangeClosed(10, LAST + 1)
                                .mapToObj(
                                        id ->
                                                id > LAST
                                                        ? "log [10, xxxxx->"
                                                        : "log ->[%d, xxxxx".formatted(id))
                                .toList());
        assertThat(reader.types()).filteredOn(VEventType.BEGIN::equals).hasSize(2);
    }

    private EventReader read(String gtid) {
        return new EventReader(client.stream("-80", gtid));
    }

    /** Two digits each, up to LAST. */
    private void insertLargeRows() {
        shard.transaction(
                tx ->
                        tx.insertAll(
                                "customer",
                                IntStream.rangeClosed(10, LAST)
                                        .mapToObj(id -> new Object[] {id, LARGE})
                                        .toList()));
    }

    private static List<String> copied(int from, int to) {
        return IntStream.range(from, to).mapToObj("copy ->[%d, xxxxx"::formatted).toList();
    }
}
