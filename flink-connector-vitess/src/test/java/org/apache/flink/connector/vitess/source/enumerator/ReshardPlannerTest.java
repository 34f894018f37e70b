// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.junit.jupiter.api.Test;

/** Which targets may be read, and where. */
class ReshardPlannerTest {

    private static final ReshardScenario SPLIT = ReshardScenario.of("0", "-80,80-");
    private static final ReshardScenario MERGE = ReshardScenario.of("-80,80-", "0");
    private static final ReshardScenario UNEVEN = ReshardScenario.of("-80,80-", "-40,40-c0,c0-");

    private static final OptionalInt ANYWHERE = OptionalInt.empty();
    private static final OptionalInt READER_0 = OptionalInt.of(0);
    private static final OptionalInt READER_1 = OptionalInt.of(1);

    private ShardTracker tracker = ShardTracker.empty();

    @Test
    void theTargetsOfASplitGoToTheReaderOfItsEndAtTheJournalsPosition() {
        end(SPLIT, "0", 1);

        assertThat(starts()).isEqualTo(Map.of("-80", READER_1, "80-", READER_1));
        assertThat(ReshardPlanner.plan(tracker, true))
                .allSatisfy(start -> assertThat(start.position().gtid()).isEqualTo(gtid(start)));
    }

    @Test
    void aMergeWaitsForBothParticipants() {
        end(MERGE, "-80", 0);
        assertThat(starts()).isEmpty();

        end(MERGE, "80-", 0);
        assertThat(starts()).as("both on one reader").isEqualTo(Map.of("0", READER_0));
    }

    @Test
    void endsOnTwoReadersWaitForACheckpoint() {
        end(MERGE, "-80", 0);
        end(MERGE, "80-", 1);
        assertThat(starts()).isEmpty();
        assertThat(ReshardPlanner.plan(tracker, false)).as("without checkpoints").hasSize(1);

        tracker = tracker.stored(tracker);
        assertThat(starts()).isEqualTo(Map.of("0", ANYWHERE));
    }

    @Test
    void oneStoredEndLeavesTheChoiceToTheOther() {
        end(MERGE, "-80", 0);
        tracker = tracker.stored(tracker);
        end(MERGE, "80-", 1);

        assertThat(starts()).isEqualTo(Map.of("0", READER_1));
    }

    @Test
    void ofTwoToFourEachWaitsForItsOwnParticipantOnly() {
        ReshardScenario scenario = ReshardScenario.of("-80,80-", "-40,40-80,80-c0,c0-");
        end(scenario, "80-", 1);

        assertThat(starts()).isEqualTo(Map.of("80-c0", READER_1, "c0-", READER_1));
    }

    @Test
    void aTargetOfTwoParticipantsWaitsForBothWhileItsNeighboursStart() {
        end(UNEVEN, "-80", 0);
        assertThat(starts()).isEqualTo(Map.of("-40", READER_0));

        end(UNEVEN, "80-", 1);
        assertThat(starts()).isEqualTo(Map.of("-40", READER_0, "c0-", READER_1));

        tracker = tracker.stored(tracker);
        assertThat(starts()).isEqualTo(Map.of("-40", ANYWHERE, "40-c0", ANYWHERE, "c0-", ANYWHERE));
    }

    @Test
    void whatIsStartedDoesNotStartAgain() {
        end(SPLIT, "0", 0);
        tracker = tracker.started(SPLIT.firstJournal(), "-80");

        assertThat(starts()).isEqualTo(Map.of("80-", READER_0));
    }

    @Test
    void theTargetsOfASplitContinueItsCopy() {
        ShardPosition inCopy =
                ShardPosition.beforeCopy(List.of("a", "b", "c"))
                        .withGtid("MySQL56/g")
                        .withTable("a", new Finished())
                        .withTable("b", new InProgress(new LastPk(new byte[] {1})));
        end(SPLIT, "0", 0, inCopy);

        assertThat(ReshardPlanner.plan(tracker, true))
                .hasSize(2)
                .allSatisfy(
                        start ->
                                assertThat(start.position())
                                        .isEqualTo(inCopy.withGtid(gtid(start))));
    }

    @Test
    void aTableThatOneParticipantDoesNotKnowIsNotCopiedYet() {
        end(MERGE, "-80", 0, ShardPosition.beforeCopy(List.of("a", "b")));
        end(MERGE, "80-", 0, ShardPosition.beforeCopy(List.of("a")));

        assertThat(ReshardPlanner.plan(tracker, true))
                .singleElement()
                .satisfies(
                        start ->
                                assertThat(start.position())
                                        .isEqualTo(
                                                ShardPosition.beforeCopy(List.of("a", "b"))
                                                        .withGtid(gtid(start))));
    }

    @Test
    void aMergeOfCopiesAtDifferentPlacesIsHeldBackOnceBothEndsAreStored() {
        ShardPosition copied = inCopy("MySQL56/a").withTable("a", new Finished());
        end(MERGE, "-80", 0, copied);
        end(MERGE, "80-", 0, inCopy("MySQL56/b"));
        assertThat(starts()).as("a failure of the reader may change the ends").isEmpty();

        tracker = tracker.stored(tracker);
        assertThat(starts()).isEqualTo(Map.of("-80", ANYWHERE, "80-", ANYWHERE));
        assertThat(ReshardPlanner.plan(tracker, true))
                .extracting(Start::position)
                .as("each continues from its own end")
                .containsExactly(copied, inCopy("MySQL56/b"));
        assertThat(reshard().isComplete()).isFalse();

        tracker = tracker.started(MERGE.firstJournal(), "-80");
        assertThat(starts()).isEqualTo(Map.of("80-", ANYWHERE));
        tracker = tracker.started(MERGE.firstJournal(), "80-");
        assertThat(starts()).isEmpty();
        assertThat(reshard().isComplete()).isTrue();
        assertThat(reshard().waiting()).isEmpty();
    }

    @Test
    void whatWasHeldBackAndComesBackFromAFailedReaderStartsAgain() {
        end(MERGE, "-80", 0, inCopy("MySQL56/a").withTable("a", new Finished()));
        end(MERGE, "80-", 1, inCopy("MySQL56/b"));
        tracker = tracker.stored(tracker).started(MERGE.firstJournal(), "-80");
        Shard left = new Shard("k", "-80");

        assertThat(tracker.startOf(left, "MySQL56/other")).isEmpty();
        assertThat(tracker.startOf(left, "MySQL56/a")).contains(MERGE.firstJournal());
        tracker = tracker.cameBack(MERGE.firstJournal(), "-80");
        assertThat(starts()).isEqualTo(Map.of("-80", ANYWHERE, "80-", ANYWHERE));
    }

    /** An earlier version stored the end right before the journal. */
    @Test
    void whatReachesItsJournalAgainContinuesFromThere() {
        end(MERGE, "-80", 0, inCopy("MySQL56/a").withTable("a", new Finished()));
        end(MERGE, "80-", 1, inCopy("MySQL56/b"));
        tracker =
                tracker.stored(tracker)
                        .started(MERGE.firstJournal(), "-80")
                        .started(MERGE.firstJournal(), "80-");
        end(MERGE, "80-", 1, inCopy("MySQL56/b"));
        assertThat(starts()).as("told again what is stored").isEmpty();

        end(MERGE, "80-", 1, inCopy("MySQL56/behind"));
        assertThat(starts()).as("not stored yet").isEmpty();
        tracker = tracker.stored(tracker);
        assertThat(ReshardPlanner.plan(tracker, true))
                .singleElement()
                .extracting(Start::position)
                .isEqualTo(inCopy("MySQL56/behind"));
    }

    /** Otherwise the one of them could not be held back with the others. */
    @Test
    void noTargetStartsWhileThatOfAMergeMayBeHeldBack() {
        end(UNEVEN, "-80", 0, inCopy("MySQL56/a"));
        assertThat(starts()).isEmpty();

        end(UNEVEN, "80-", 0, inCopy("MySQL56/b"));
        assertThat(starts()).as("at the same place").hasSize(3);
    }

    @Test
    void aSplitIsNeverHeldBack() {
        end(SPLIT, "0", 0, inCopy("MySQL56/a"));
        assertThat(starts()).isEqualTo(Map.of("-80", READER_0, "80-", READER_0));
    }

    @Test
    void copiesThatCannotBeJoinedFailIfAnotherTargetIsReadAlready() {
        ShardPosition copied = inCopy("MySQL56/a").withTable("a", new Finished());
        end(UNEVEN, "-80", 0, copied);
        assertThat(starts()).isEqualTo(Map.of("-40", READER_0));
        tracker = tracker.started(UNEVEN.firstJournal(), "-40");
        end(UNEVEN, "80-", 0, inCopy("MySQL56/b"));

        assertThatThrownBy(() -> ReshardPlanner.plan(tracker, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[-80, 80-] of keyspace 'k' were merged into 40-c0")
                .hasMessageContaining("table 'a'")
                .hasMessageContaining("start without state")
                .hasMessageContaining(UNEVEN.firstJournal().toString());
    }

    private static ShardPosition inCopy(String gtid) {
        return ShardPosition.beforeCopy(List.of("a")).withGtid(gtid);
    }

    private Reshard reshard() {
        return tracker.reshards().get(MERGE.firstJournal());
    }

    private void end(ReshardScenario scenario, String shard, int reader) {
        end(scenario, shard, reader, scenario.first(shard).position());
    }

    private void end(ReshardScenario scenario, String shard, int reader, ShardPosition position) {
        tracker = tracker.ended(scenario.firstJournal(), shard, position, reader);
    }

    private Map<String, OptionalInt> starts() {
        Map<String, OptionalInt> starts = new TreeMap<>();
        for (Start start : ReshardPlanner.plan(tracker, true)) {
            starts.put(start.shard().name(), start.reader());
        }
        return starts;
    }

    private static String gtid(Start start) {
        return start.journal().targets().get(start.shard().name());
    }
}
