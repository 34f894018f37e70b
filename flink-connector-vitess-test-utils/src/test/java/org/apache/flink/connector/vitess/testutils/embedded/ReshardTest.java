// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ids 1 and 2 belong to -40, 3 and 5 to 40-80, 4 to 80-. */
@Timeout(30)
class ReshardTest {
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace customer;
    private TestClient client;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        customer = vitess.createKeyspace("customer", "-80", "80-");
        customer.createTable(TableDefinition.of("t").bigint("id").primaryKey().varchar("name", 10));
        client = new TestClient(vitess);
        for (int id = 1; id <= 4; id++) {
            customer.insert("t", id, "n");
        }
        customer.addShards("-40", "40-80");
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void rowsGoToTheShardOfTheirKeyspaceId() {
        assertThat(TestClient.rows(client.stream("-80", ""), 3))
                .containsExactly("-80 ->[1, n]", "-80 ->[2, n]", "-80 ->[3, n]");
        assertThat(TestClient.rows(client.stream("80-", ""), 1)).containsExactly("80- ->[4, n]");
    }

    @Test
    void targetsGetTheRowsThereAreAndThoseThatFollow() {
        split();
        customer.insert("t", 5, "n");

        assertThat(TestClient.rows(client.stream("-40", ""), 2))
                .containsExactly("-40 ->[1, n]", "-40 ->[2, n]");
        assertThat(TestClient.rows(client.stream("40-80", ""), 2))
                .containsExactly("40-80 ->[3, n]", "40-80 ->[5, n]");
    }

    @Test
    void aPrimaryKeyThatMovesLeavesOneTargetForTheOther() {
        split();
        Iterator<VStreamResponse> left = client.stream("-40", customer.shard("-40").position());
        Iterator<VStreamResponse> right =
                client.stream("40-80", customer.shard("40-80").position());

        customer.shard("-80").transaction(tx -> tx.update("t", List.of(1), 5, "n"));

        assertThat(TestClient.rows(left, 1)).containsExactly("-40 [1, n]->");
        assertThat(TestClient.rows(right, 1)).containsExactly("40-80 ->[5, n]");
    }

    @Test
    void onlyTheSideThatServesTakesTransactions() {
        EmbeddedReshard split = split();

        assertThatThrownBy(() -> customer.shard("-40").transaction(tx -> {}))
                .hasMessage("customer/-40 does not serve");
        split.switchTraffic();
        customer.shard("-40").transaction(tx -> {});
        assertThatThrownBy(() -> customer.shard("-80").transaction(tx -> {}))
                .hasMessage("customer/-80 does not serve");
    }

    @Test
    void afterTheSwitchTheOldShardsFollowTheNewOnes() {
        split().switchTraffic();
        Iterator<VStreamResponse> old = client.stream("-80", customer.shard("-80").position());

        customer.insert("t", 5, "n");

        assertThat(TestClient.rows(old, 1)).containsExactly("-80 ->[5, n]");
    }

    @Test
    void aSecondSwitchMovesBackWithAJournalOfItsOwn() {
        String beforeLeft = customer.shard("-40").position();
        EmbeddedReshard split = split();
        split.switchTraffic();

        split.switchTraffic();
        customer.insert("t", 5, "n");

        Iterator<VStreamResponse> left = client.stream("-40", beforeLeft);
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                left.next();
                            }
                        })
                .as("the journal of -40 names 40-80, too, which is not in the stream")
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("not all journaling participants are in the stream");
        assertThat(TestClient.rows(client.stream("", ""), 5)).contains("-80 ->[5, n]");
    }

    @Test
    void aDeletedShardEndsItsStreams() {
        EmbeddedReshard split = split();
        split.switchTraffic();
        Iterator<VStreamResponse> old = client.stream("-80", "current");
        assertThat(old.next().getEventsCount()).isEqualTo(2);

        split.complete();

        assertThatThrownBy(old::next)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("FAILED_PRECONDITION: ")
                .hasMessageEndingWith(
                        "shard provided in VGTID, -80, not found in the customer keyspace");
        customer.insert("t", 5, "n");
    }

    private EmbeddedReshard split() {
        return customer.reshard(List.of("-80"), List.of("-40", "40-80"));
    }
}
