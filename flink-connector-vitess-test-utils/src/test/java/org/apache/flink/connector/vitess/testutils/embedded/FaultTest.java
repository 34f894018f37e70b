// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultTest {
    private static final int PACKET_BYTES = 50;
    private static final Status FAILURE = Status.UNAVAILABLE.withDescription("vtgate goes away");
    private static final int ROWS = 20;

    private EmbeddedVitess vitess;
    private EmbeddedShard shard;
    private TestClient client;
    private String start;

    /** A transaction whose rows do not fit into one response. */
    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().vstreamPacketSize(PACKET_BYTES).start();
        EmbeddedKeyspace customer = vitess.createKeyspace("customer", "-80", "80-");
        customer.createTable(
                TableDefinition.of("customer")
                        .bigint("customer_id")
                        .primaryKey()
                        .varchar("email", 128));
        shard = customer.shard("-80");
        start = shard.position();
        shard.transaction(
                tx ->
                        IntStream.range(0, ROWS)
                                .forEach(id -> tx.insert("customer", id, "x".repeat(10))));
        client = new TestClient(vitess);
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void endsTheCallAfterTheResponseAlsoWithinATransaction() {
        vitess.faultAfterResponses(2, Fault.fail(FAILURE));
        EventReader reader = read(start);

        assertThatThrownBy(() -> reader.readUntil(r -> false))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("UNAVAILABLE: vtgate goes away");

        assertThat(vitess.responsesSent()).isEqualTo(2);
        assertThat(reader.rows()).hasSizeBetween(2, ROWS - 1);
        assertThat(reader.types()).doesNotContain(VEventType.VGTID, VEventType.COMMIT);
    }

    @Test
    void aRetryWithinATransactionIsNotSeenUntilItsEnd() {
        vitess.faultAfterResponses(2, Fault.retry());
        EventReader reader = read(start);
        reader.readRows(ROWS);
        shard.transaction(tx -> tx.delete("customer", 0));
        reader.readRows(ROWS + 1);

        assertThat(reader.rows()).doesNotHaveDuplicates().hasSize(ROWS + 1);
        assertThat(reader.types()).filteredOn(VEventType.BEGIN::equals).hasSize(2);
        assertThat(reader.types()).filteredOn(VEventType.FIELD::equals).hasSize(2);
    }

    @Test
    void eachResponseOfACopyCanBeTheLastOfItsTablet() {
        EventReader undisturbed = read("");
        undisturbed.readCopy();
        int beforeTheEnd = (int) vitess.responsesSent() - 2;
        assertThat(beforeTheEnd).as("responses with rows").isGreaterThan(5);

        for (int after = 1; after <= beforeTheEnd; after++) {
            vitess.faultAfterResponses(after, Fault.retry());
            EventReader reader = read("");
            reader.readCopy();

            assertThat(reader.rows())
                    .as("a retry after response %d", after)
                    .isEqualTo(undisturbed.rows());
        }
    }

    @Test
    void aRetryBetweenTheLastTableAndCopyCompletedLosesTheLatter() {
        EventReader undisturbed = read("");
        undisturbed.readCopy();
        int responses = (int) vitess.responsesSent();

        vitess.faultAfterResponses(responses - 1, Fault.retry());
        EventReader reader = read("");
        reader.readRows(ROWS);
        shard.transaction(tx -> tx.delete("customer", 0));
        reader.readRows(ROWS + 1);

        assertThat(reader.types()).doesNotContain(VEventType.COPY_COMPLETED);
    }

    @Test
    void aFaultHitsOnlyTheStreamOfItsResponse() {
        EventReader spared = read("current");
        spared.readUntil(reader -> true);
        vitess.faultAfterResponses(1, Fault.fail(FAILURE));
        EventReader hit = new EventReader(client.stream("80-", "current"));
        hit.readUntil(reader -> true);

        assertThatThrownBy(() -> hit.readUntil(reader -> true))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("UNAVAILABLE: vtgate goes away");
        shard.transaction(tx -> tx.delete("customer", 0));
        spared.readRows(1);
    }

    @Test
    void aResponseTakesOneFault() {
        vitess.faultAfterResponses(1, Fault.retry());
        vitess.faultAfterResponses(2, Fault.retry());

        assertThatThrownBy(() -> vitess.faultAfterResponses(2, Fault.fail(FAILURE)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vitess.faultAfterResponses(0, Fault.retry()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.fail(Status.OK))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private EventReader read(String gtid) {
        return new EventReader(client.stream("-80", gtid));
    }
}
