// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LostJournalTest {
    private static final int LOST = 3;

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace customer;
    private TestClient client;
    private String start;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        customer = vitess.createKeyspace("customer", "-80", "80-");
        customer.createTable(TableDefinition.of("t").bigint("id").primaryKey().varchar("name", 10));
        client = new TestClient(vitess);
        start = customer.shard("-80").position();
        customer.insert("t", 1, "before");
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void aStreamOfOneOfTwoParticipantsGetsOnlyTheErrorThatFollows() {
        customer.addShards("0");
        customer.reshard(List.of("-80", "80-"), List.of("0")).switchTraffic();

        assertThatTheJournalComesAfterErrors("not all journaling participants are in the stream: ");
    }

    @Test
    void aStreamOfTheOnlyParticipantIsCut() {
        customer.addShards("-40", "40-80");
        customer.reshard(List.of("-80"), List.of("-40", "40-80")).switchTraffic();

        assertThatTheJournalComesAfterErrors("UNAVAILABLE: ");
    }

    @Test
    void aStreamThatWantsNoJournalsLosesNone() {
        customer.addShards("-40", "40-80");
        customer.reshard(List.of("-80"), List.of("-40", "40-80")).switchTraffic();
        customer.insert("t", 2, "after");
        vitess.loseJournals(1);

        assertThat(TestClient.rows(client.stream("-80", start), 2))
                .containsExactly("-80 ->[1, before]", "-40 ->[2, after]");
    }

    /** Each time from the last position that the client got. */
    private void assertThatTheJournalComesAfterErrors(String error) {
        vitess.loseJournals(LOST);
        String position = start;
        for (int i = 0; i < LOST; i++) {
            EventReader reader = new EventReader(client.streamUntilReshard("-80", position));
            assertThatThrownBy(() -> reader.readUntil(r -> false))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining(error);
            assertThat(reader.events()).noneMatch(VEvent::hasJournal);
            assertThat(reader.rows()).hasSize(i == 0 ? 1 : 0);
            position = i == 0 ? lastPosition(reader) : position;
        }

        EventReader last = new EventReader(client.streamUntilReshard("-80", position));
        last.readUntil(r -> r.events().stream().anyMatch(VEvent::hasJournal));
        assertThat(last.rows()).isEmpty();
    }

    private static String lastPosition(EventReader reader) {
        List<VEvent> positions = reader.events().stream().filter(VEvent::hasVgtid).toList();
        return positions.get(positions.size() - 1).getVgtid().getShardGtids(0).getGtid();
    }
}
