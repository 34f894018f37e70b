// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.OTHER;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.VGTID;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.junit.jupiter.api.Test;

/** Where streams start, and that they say they live. */
abstract class StartContract extends VStreamContract {
    StartContract(ContractVitess vitess) {
        super(vitess);
    }

    @Test
    void currentWithoutAShardGivesThePositionsOfAllServingShards() {
        StreamRecorder recorder = stream(tables(), flags(), from("", "current"));

        List<VEvent> events =
                recorder.await(
                        "positions of all shards",
                        all ->
                                all.stream()
                                        .filter(VEvent::hasVgtid)
                                        .anyMatch(StartContract::isComplete));

        assertThat(Events.types(events).subList(0, 4)).containsExactly(VGTID, OTHER, VGTID, OTHER);
        List<ShardGtid> first = events.get(0).getVgtid().getShardGtidsList();
        assertThat(first).extracting(ShardGtid::getShard).containsExactly("-80", "80-");
        assertThat(first).filteredOn(s -> s.getGtid().equals("current")).hasSize(1);
        assertThat(events.get(2).getVgtid().getShardGtidsList())
                .allMatch(s -> s.getGtid().startsWith("MySQL56/"));
    }

    @Test
    void heartbeatsComeWhileNothingElseDoes() {
        StreamRecorder recorder =
                stream(tables(), flags().setHeartbeatInterval(1), from("-80", "current"));

        List<VEvent> events =
                recorder.await(
                        "two heartbeats",
                        all -> all.stream().filter(this::isHeartbeat).count() == 2);

        VEvent heartbeat = events.stream().filter(this::isHeartbeat).findFirst().orElseThrow();
        assertThat(heartbeat.getTimestamp()).isPositive();
        assertThat(heartbeat.getCurrentTime() / 1_000_000_000).isEqualTo(heartbeat.getTimestamp());
        assertThat(heartbeat.getKeyspace()).isEmpty();
        assertThat(heartbeat.getShard()).isEmpty();
        assertThat(heartbeat.hasVgtid()).isFalse();
    }

    private static boolean isComplete(VEvent event) {
        return event.getVgtid().getShardGtidsList().stream()
                .noneMatch(s -> s.getGtid().equals("current"));
    }

    private boolean isHeartbeat(VEvent event) {
        return event.getType() == VEventType.HEARTBEAT;
    }
}
