// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.JOURNAL;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.VGTID;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One story: {@code -80} is split, then it is deleted, then {@code 40-80} and {@code 80-} are
 * merged. A cluster is too dear for a story of its own in each test.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReshardingContract extends VStreamContract {
    private static final Filter TABLE = tables("moved");

    // Where the hash vindex puts them: 1 and 2 into -40, 3 and 5 into 40-80, 4 into 80-.
    private static final int IN_40 = 1;
    private static final int ALSO_IN_40 = 2;
    private static final int IN_40_80 = 3;
    private static final int IN_80 = 4;
    private static final int ALSO_IN_40_80 = 5;

    private String beforeSplit;
    private ShardGtid splitJournal;

    ReshardingContract(ContractVitess vitess) {
        super(vitess);
    }

    @Test
    @Order(1)
    void aSplitEndsInAJournalAndInVitess24_0_0TheCallStaysOpen() {
        vitess.createTable(idAndName("moved"));
        beforeSplit = currentPosition("-80");
        StreamRecorder recorder =
                stream(
                        TABLE,
                        flags().setStopOnReshard(true).setHeartbeatInterval(1),
                        from("-80", beforeSplit));
        vitess.transaction("-80", tx -> tx.insert("moved", IN_40, "before"));
        awaitGroups(recorder, 1);

        vitess.addShards("-40", "40-80", "40-");
        vitess.reshard(List.of("-80"), List.of("-40", "40-80"));
        vitess.switchTraffic();
        List<VEvent> group = awaitGroups(recorder, 2).get(1);

        assertThat(Events.types(group)).containsExactly(BEGIN, JOURNAL, VGTID, COMMIT);
        assertThat(recorder.responses()).extracting(VStreamResponse::getEventsList).contains(group);
        Journal journal = group.get(1).getJournal();
        assertThat(journal.getId()).isPositive();
        assertThat(journal.getMigrationType()).isEqualTo(MigrationType.SHARDS);
        assertThat(journal.getTablesList()).containsExactly("/.*");
        assertThat(journal.getParticipantsList()).containsExactly(Journals.participants("-80"));
        assertThat(journal.getShardGtidsList())
                .extracting(ShardGtid::getShard)
                .containsExactlyInAnyOrder("-40", "40-80");
        assertThat(journal.getShardGtidsList()).allMatch(s -> s.getGtid().startsWith("MySQL56/"));
        splitJournal = Events.lastPosition(group);
        assertThat(splitJournal.getGtid()).isNotEqualTo(journal.getLocalPosition());

        List<VEvent> after;
        if (vitess.version().equals("24.0.0")) {
            after = awaitHeartbeatAfterJournal(recorder);
            assertThat(recorder.isOpen()).isTrue();
        } else {
            assertThat(recorder.awaitEnd()).isEqualTo(Status.OK);
            after = afterJournal(recorder.events());
        }
        assertThat(after).allMatch(e -> e.getType() == VEventType.HEARTBEAT);
        assertThat(recorder.responses()).noneMatch(r -> r.getEventsList().isEmpty());
    }

    @Test
    @Order(2)
    void anOldShardStreamsUpToItsJournalAndOnOnTheNewShards() {
        StreamRecorder withJournal =
                stream(
                        TABLE,
                        flags().setIncludeReshardJournalEvents(true),
                        from("-80", beforeSplit));
        StreamRecorder silent = stream(TABLE, flags(), from("-80", beforeSplit));

        awaitGroups(withJournal, 2);
        awaitGroups(silent, 1);
        vitess.transaction("-40", tx -> tx.insert("moved", ALSO_IN_40, "new"));
        List<List<VEvent>> journaled = awaitGroups(withJournal, 3);
        List<List<VEvent>> unannounced = awaitGroups(silent, 2);

        assertThat(Events.types(journaled.get(1))).containsExactly(BEGIN, JOURNAL, VGTID, COMMIT);
        assertIsOnNewShards(journaled.get(2));
        assertIsOnNewShards(unannounced.get(1));
    }

    @Test
    @Order(3)
    void afterItsJournalAnOldShardRepeatsTheNewShards() {
        StreamRecorder recorder = stream(TABLE, flags(), splitJournal);

        vitess.transaction("40-80", tx -> tx.insert("moved", IN_40_80, "replicated"));

        List<VEvent> events =
                recorder.await(
                        "the row of the new shard",
                        all -> Events.rows(all).contains("log moved ->[3, replicated]"));
        assertThat(events)
                .filteredOn(VEvent::hasRowEvent)
                .allMatch(e -> e.getShard().equals("-80"));
    }

    @Test
    @Order(4)
    void aDeletedShardIsNamed() {
        vitess.completeReshard();

        Status end = stream(TABLE, flags(), splitJournal).awaitEnd();

        assertThat(end.getCode()).as(end.toString()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(end.getDescription())
                .contains("shard provided in VGTID, -80, not found in the customer keyspace");
    }

    @Test
    @Order(5)
    void aMergeEndsInAJournalAndAnErrorForStreamsOfOneShard() {
        String leftStart = currentPosition("40-80");
        String rightStart = currentPosition("80-");
        StreamRecorder left =
                stream(TABLE, flags().setStopOnReshard(true), from("40-80", leftStart));
        StreamRecorder right =
                stream(TABLE, flags().setStopOnReshard(true), from("80-", rightStart));
        StreamRecorder included =
                stream(
                        TABLE,
                        flags().setIncludeReshardJournalEvents(true),
                        from("80-", rightStart));
        StreamRecorder silent = stream(TABLE, flags(), from("80-", rightStart));
        StreamRecorder both =
                stream(
                        TABLE,
                        flags().setIncludeReshardJournalEvents(true),
                        from("40-80", leftStart),
                        from("80-", rightStart));
        vitess.transaction("80-", tx -> tx.insert("moved", IN_80, "before"));

        vitess.reshard(List.of("40-80", "80-"), List.of("40-"));
        vitess.switchTraffic();

        Journals.assertNotAllParticipants(left);
        Journals.assertNotAllParticipants(right);
        Journals.assertNotAllParticipants(included);
        Journals.assertNotAllParticipants(silent);
        Journal ofLeft = Journals.first(left.events());
        Journal ofRight = Journals.first(right.events());
        assertThat(ofLeft.getParticipantsList())
                .containsExactly(Journals.participants("40-80", "80-"));
        assertThat(ofRight.getId()).isEqualTo(ofLeft.getId());
        assertThat(ofRight.getParticipantsList()).isEqualTo(ofLeft.getParticipantsList());
        assertThat(ofRight.getShardGtidsList()).isEqualTo(ofLeft.getShardGtidsList());
        assertThat(Journals.first(included.events())).isEqualTo(ofRight);
        assertThat(silent.events()).noneMatch(VEvent::hasJournal);
        assertThat(Events.rows(silent.events())).containsExactly("log moved ->[4, before]");

        vitess.transaction("40-", tx -> tx.insert("moved", ALSO_IN_40_80, "merged"));
        List<VEvent> onMerged =
                both.await(
                        "the row of the merged shard",
                        all -> Events.rows(all).contains("log moved ->[5, merged]"));
        assertThat(onMerged).filteredOn(VEvent::hasJournal).hasSize(2);
        assertThat(Events.lastPosition(onMerged).getShard()).isEqualTo("40-");
    }

    private static void assertIsOnNewShards(List<VEvent> group) {
        assertThat(Events.rows(group)).containsExactly("log moved ->[2, new]");
        VEvent vgtid = group.get(group.size() - 2);
        assertThat(vgtid.getShard()).isEqualTo("-40");
        assertThat(vgtid.getVgtid().getShardGtidsList())
                .extracting(ShardGtid::getShard)
                .containsExactlyInAnyOrder("-40", "40-80");
    }

    private static List<VEvent> awaitHeartbeatAfterJournal(StreamRecorder recorder) {
        List<VEvent> events =
                recorder.await(
                        "heartbeats after the journal",
                        all ->
                                afterJournal(all).stream()
                                                .filter(e -> e.getType() == VEventType.HEARTBEAT)
                                                .count()
                                        >= 2);
        return afterJournal(events);
    }

    private static List<VEvent> afterJournal(List<VEvent> events) {
        int journal = Events.types(events).indexOf(JOURNAL);
        return journal < 0 ? List.of() : events.subList(journal + 3, events.size());
    }
}
