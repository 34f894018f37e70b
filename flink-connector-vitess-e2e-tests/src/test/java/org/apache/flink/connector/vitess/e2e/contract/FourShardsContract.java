// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtrpc.Code;
import org.apache.flink.connector.vitess.proto.vtrpc.RPCError;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One story: two shards become four in one workflow, then two again, then four again; the two are
 * deleted; and of the four, the two in the middle become two others with another border.
 *
 * <p>The hash vindex puts 1 and 2 into -40, 3 (4e) and 5 (70) into 40-80, 11 and 14 into 80-c0, 4
 * and 6 into c0-.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FourShardsContract extends VStreamContract {
    private static final Filter TABLE = tables("moved");
    private static final String[] TWO = {"-80", "80-"};
    private static final String[] FOUR = {"-40", "40-80", "80-c0", "c0-"};

    private static final String SELECT =
            "select strcmp(_latin1 X'' collate latin1_swedish_ci, _latin1 X'' collate latin1_swedish_ci)";

    private String beforeAll;
    private Journal there;
    private Journal back;
    private ShardGtid afterThere;
    private ShardGtid afterThereAgain;

    FourShardsContract(ContractVitess vitess) {
        super(vitess);
    }

    @Test
    @Order(1)
    void aNewShardStreamsBeforeItServes() {
        vitess.createTable(idAndName("moved"));
        beforeAll = currentPosition("-80");
        vitess.addShards(FOUR);
        StreamRecorder recorder = stream(TABLE, flags(), from("-40", "current"));
        recorder.awaitEvent("position", VEvent::hasVgtid);

        vitess.reshard(List.of(TWO), List.of(FOUR));
        vitess.transaction("-80", tx -> tx.insert("moved", 1, "replicated"));

        List<VEvent> events = recorder.awaitEvent("the row of -80", VEvent::hasRowEvent);
        assertThat(Events.rows(events)).containsExactly("log moved ->[1, replicated]");
        awaitServing(TWO);
        awaitTabletsNotServing();
        assertThat(execute("customer:-40@primary", SELECT).getError().getMessage()).isEmpty();
    }

    @Test
    @Order(2)
    void twoShardsBecomeFourByOneJournalInEach() {
        StreamRecorder left = untilReshard(from("-80", currentPosition("-80")));
        StreamRecorder right = untilReshard(from("80-", currentPosition("80-")));
        vitess.transaction("80-", tx -> tx.insert("moved", 4, "before"));

        vitess.switchTraffic();

        there = awaitSameJournal(left, right);
        assertThat(there.getParticipantsList()).containsExactly(Journals.participants(TWO));
        assertThat(Journals.starts(there)).containsOnlyKeys(FOUR);
        assertThat(Events.rows(right.events())).containsExactly("log moved ->[4, before]");
        afterThere = Events.lastPosition(left.events());
        awaitServing(FOUR);
        awaitTabletsNotServing(TWO);
        RPCError error = execute("customer:-80@primary", SELECT).getError();
        assertThat(error.getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(error.getMessage())
                .isEqualTo(
                        "target: customer.-80.primary: no healthy tablet available for 'keyspace:\"customer\" shard:\"-80\" tablet_type:PRIMARY'");
    }

    @Test
    @Order(3)
    void theJournalHasThePositionsBeforeTheFirstRowOnTheNewShards() {
        insertIntoFour("there", 2, 3, 11, 6);

        assertFirstRow(there, "-40", "[2, there]");
        assertFirstRow(there, "40-80", "[3, there]");
        assertFirstRow(there, "80-c0", "[11, there]");
        assertFirstRow(there, "c0-", "[6, there]");
    }

    /** The row at the last primary key, and those below it, come no more: they are copied. */
    @Test
    @Order(4)
    void aCopyMeetsTheJournalAndContinuesFromItsPositions() {
        ShardGtid copied = from("-80", beforeAll).toBuilder().addTablePKs(lastPk("1")).build();
        StreamRecorder old = untilReshard(copied);
        Journals.assertNotAllParticipants(old);

        assertThat(Events.rows(old.events())).containsExactly("log moved ->[1, replicated]");
        assertThat(Events.lastPosition(old.events()).getTablePKsList())
                .containsExactly(lastPk("1"));
        Journal journal = Journals.first(old.events());
        ShardGtid start =
                Journals.starts(journal).get("-40").toBuilder().addTablePKs(lastPk("1")).build();
        List<VEvent> onNewShard = awaitCopied(untilReshard(start));
        assertThat(Events.rows(onNewShard))
                .containsExactly("log moved ->[2, there]", "copy moved ->[2, there]");
    }

    @Test
    @Order(5)
    void reverseTrafficWritesAJournalOfItsOwnIntoTheNewShards() {
        StreamRecorder[] four =
                Journals.starts(there).values().stream()
                        .map(this::untilReshard)
                        .toArray(StreamRecorder[]::new);

        vitess.reverseTraffic();

        back = awaitSameJournal(four);
        assertThat(back.getId()).isNotEqualTo(there.getId());
        assertThat(back.getParticipantsList()).containsExactly(Journals.participants(FOUR));
        assertThat(Journals.starts(back)).containsOnlyKeys(TWO);
        awaitServing(TWO);
        awaitTabletsNotServing(FOUR);
        vitess.transaction("-80", tx -> tx.insert("moved", 24, "back"));
        vitess.transaction("80-", tx -> tx.insert("moved", 7, "back"));
        assertFirstRow(back, "-80", "[24, back]");
        assertFirstRow(back, "80-", "[7, back]");
    }

    @Test
    @Order(6)
    void anOldPositionLeadsToTheFirstJournalThoughTheShardServesAgain() {
        StreamRecorder recorder = untilReshard(from("-80", beforeAll));

        Journals.assertNotAllParticipants(recorder);

        assertThat(Journals.first(recorder.events()).getId()).isEqualTo(there.getId());
        assertThat(Events.rows(recorder.events())).containsExactly("log moved ->[1, replicated]");
    }

    @Test
    @Order(7)
    void afterTheFirstJournalAShardRepeatsTheNewOnesUntilTheThird() {
        StreamRecorder after = untilReshard(afterThere);
        after.await(
                "the row of its own",
                events -> Events.rows(events).contains("log moved ->[24, back]"));
        assertThat(after.events()).noneMatch(VEvent::hasJournal);
        assertThat(after.isOpen()).isTrue();
        StreamRecorder left = untilReshard(Journals.starts(back).get("-80"));
        StreamRecorder right = untilReshard(Journals.starts(back).get("80-"));

        vitess.switchTraffic();

        Journal thereAgain = awaitSameJournal(left, right, after);
        assertThat(thereAgain.getId()).isNotIn(there.getId(), back.getId());
        assertThat(thereAgain.getParticipantsList()).containsExactly(Journals.participants(TWO));
        assertThat(Journals.starts(thereAgain)).containsOnlyKeys(FOUR);
        assertThat(Events.rows(left.events())).containsExactly("log moved ->[24, back]");
        assertThat(Events.rows(after.events()))
                .containsExactlyInAnyOrder(
                        "log moved ->[2, there]",
                        "log moved ->[3, there]",
                        "log moved ->[24, back]");
        insertIntoFour("again", 26, 5, 14, 8);
        assertFirstRow(thereAgain, "-40", "[26, again]");
        assertFirstRow(thereAgain, "c0-", "[8, again]");
        afterThereAgain = Events.lastPosition(left.events());
    }

    @Test
    @Order(8)
    void aDeletedShardEndsItsStreamsAndStartsNone() {
        StreamRecorder open =
                stream(
                        TABLE,
                        flags().setStopOnReshard(true).setHeartbeatInterval(1),
                        afterThereAgain);
        open.await(
                "a row of the new shards",
                events -> Events.rows(events).contains("log moved ->[26, again]"));

        vitess.completeReshard();

        StreamRecorder late = untilReshard(from("-80", beforeAll));
        assertDeleted(late.awaitEnd());
        assertDeleted(open.awaitEnd());
    }

    @Test
    @Order(9)
    void aNewShardCanHaveTwoParentsAndItsNeighbourOne() {
        StreamRecorder left = untilReshard(from("40-80", currentPosition("40-80")));
        StreamRecorder right = untilReshard(from("80-c0", currentPosition("80-c0")));
        vitess.addShards("40-60", "60-c0");
        vitess.reshard(List.of("40-80", "80-c0"), List.of("40-60", "60-c0"));

        vitess.switchTraffic();

        Journal uneven = awaitSameJournal(left, right);
        assertThat(uneven.getParticipantsList())
                .containsExactly(Journals.participants("40-80", "80-c0"));
        assertThat(Journals.starts(uneven)).containsOnlyKeys("40-60", "60-c0");
        awaitServing("-40", "40-60", "60-c0", "c0-");
        vitess.transaction("40-60", tx -> tx.insert("moved", 10, "uneven"));
        vitess.transaction("60-c0", tx -> tx.insert("moved", 9, "uneven"));
        assertFirstRow(uneven, "40-60", "[10, uneven]");
        assertFirstRow(uneven, "60-c0", "[9, uneven]");
    }

    private static TableLastPK lastPk(String id) {
        QueryResult lastPk =
                QueryResult.newBuilder()
                        .addFields(Field.newBuilder().setName("id").setType(Type.INT64))
                        .addRows(
                                Row.newBuilder()
                                        .addLengths(id.length())
                                        .setValues(ByteString.copyFromUtf8(id)))
                        .build();
        return TableLastPK.newBuilder().setTableName("moved").setLastpk(lastPk).build();
    }

    private static void assertDeleted(Status end) {
        assertThat(end.getCode()).as(end.toString()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(end.getDescription())
                .containsSubsequence(
                        "error starting stream from shard GTID keyspace:\"customer\"",
                        "failed to determine if keyspace customer has been resharded: shard provided in VGTID, -80, not found in the customer keyspace");
    }

    /** One transaction in each of the four shards. */
    private void insertIntoFour(String name, int... ids) {
        for (int i = 0; i < FOUR.length; i++) {
            int id = ids[i];
            vitess.transaction(FOUR[i], tx -> tx.insert("moved", id, name));
        }
    }

    private StreamRecorder untilReshard(ShardGtid start) {
        return stream(TABLE, flags().setStopOnReshard(true), start);
    }

    /** Waits for the ends of streams of one shard each, and returns the journal that all have. */
    private static Journal awaitSameJournal(StreamRecorder... recorders) {
        Journal journal = null;
        for (StreamRecorder recorder : recorders) {
            Journals.assertNotAllParticipants(recorder);
            Journal its = Journals.first(recorder.events());
            journal = journal == null ? its : journal;
            assertThat(its.getId()).isEqualTo(journal.getId());
            assertThat(its.getMigrationType()).isEqualTo(MigrationType.SHARDS);
            assertThat(its.getParticipantsList()).isEqualTo(journal.getParticipantsList());
            assertThat(Journals.starts(its)).isEqualTo(Journals.starts(journal));
        }
        return journal;
    }

    /** The first row after the position that the journal has for the shard. */
    private void assertFirstRow(Journal journal, String shard, String row) {
        StreamRecorder recorder = stream(TABLE, flags(), Journals.starts(journal).get(shard));
        List<VEvent> events = recorder.awaitEvent("a row", VEvent::hasRowEvent);
        assertThat(Events.rows(events)).as(shard).containsExactly("log moved ->" + row);
        recorder.close();
    }

    /** Waits until traffic goes to these shards, and only to them. */
    private void awaitServing(String... shards) {
        awaitRows(
                "SHOW VITESS_SHARDS",
                row -> row.get(0),
                Stream.of(shards).map(shard -> "customer/" + shard).toList());
    }

    /** Waits until these primaries answer no statements. */
    private void awaitTabletsNotServing(String... shards) {
        awaitRows(
                "SHOW VITESS_TABLETS",
                row -> row.get(4).equals("SERVING") ? null : row.get(2),
                List.of(shards));
    }

    /** vtgate follows the topology a little later. */
    private void awaitRows(
            String sql, Function<List<String>, String> value, List<String> expected) {
        Set<String> actual;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        do {
            actual =
                    execute(sql).getResult().getRowsList().stream()
                            .map(Events::values)
                            .map(value)
                            .filter(Objects::nonNull)
                            .collect(Collectors.toSet());
        } while (!actual.equals(Set.copyOf(expected)) && System.nanoTime() < deadline);
        assertThat(actual).as(sql).containsExactlyInAnyOrderElementsOf(expected);
    }
}
