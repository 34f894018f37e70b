// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.KeyspaceShard;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;

/** Reads the journals of streams, and what follows them. */
final class Journals {
    private static final String NOT_ALL =
            "not all journaling participants are in the stream: journal: ";

    private Journals() {}

    /** The first journal among the events. */
    static Journal first(List<VEvent> events) {
        return events.stream().filter(VEvent::hasJournal).findFirst().orElseThrow().getJournal();
    }

    static KeyspaceShard[] participants(String... shards) {
        return Stream.of(shards)
                .map(
                        shard ->
                                KeyspaceShard.newBuilder()
                                        .setKeyspace(ContractVitess.KEYSPACE)
                                        .setShard(shard)
                                        .build())
                .toArray(KeyspaceShard[]::new);
    }

    /** The positions of the new shards, whose order is another in each participant. */
    static Map<String, ShardGtid> starts(Journal journal) {
        return journal.getShardGtidsList().stream()
                .collect(Collectors.toMap(ShardGtid::getShard, start -> start));
    }

    /** The stream ended since it has only some of the journal's participants. */
    static void assertNotAllParticipants(StreamRecorder recorder) {
        Status end = recorder.awaitEnd();
        assertThat(end.getCode()).as(end.toString()).isEqualTo(Status.Code.INTERNAL);
        assertThat(end.getDescription())
                .containsSubsequence(
                        "error starting stream from shard GTID keyspace:\"customer\"",
                        "error in vstream for customer/",
                        " on tablet zone1-",
                        "error getting journal event for shard GTID keyspace:\"customer\"",
                        " on tablet zone1-",
                        NOT_ALL,
                        "keyspace:\"customer\"",
                        ", stream: ",
                        "keyspace:\"customer\"");
    }
}
