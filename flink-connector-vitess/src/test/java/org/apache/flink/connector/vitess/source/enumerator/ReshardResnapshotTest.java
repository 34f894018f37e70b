// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apache.flink.connector.vitess.config.Resnapshot;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.junit.jupiter.api.Test;

/** A request to copy a table again, while shards are resharded. */
class ReshardResnapshotTest {

    private static final ReshardScenario SPLIT = ReshardScenario.of("0", "-80,80-");
    private static final ReshardScenario MERGE = ReshardScenario.of("-80,80-", "0");
    private static final Resnapshot AGAIN = Resnapshot.of(List.of("a"));
    private static final ShardPosition IN_LOG =
            ShardPosition.inLog("MySQL56/g:1-9", List.of("a", "b"));

    @Test
    void targetsContinueTheCopyAndRememberTheRequest() {
        ShardPosition inCopy =
                AGAIN.at(SPLIT.first("0").shard(), IN_LOG)
                        .withTable("a", new InProgress(new LastPk(new byte[] {1})));

        List<Start> starts = ReshardPlanner.plan(ended(SPLIT, "0", inCopy), true);

        assertThat(starts)
                .hasSize(2)
                .allSatisfy(
                        start -> {
                            assertThat(start.position().tables()).isEqualTo(inCopy.tables());
                            assertThat(AGAIN.isDoneAt(start.position())).isTrue();
                        });
    }

    @Test
    void shardsThatEndedBeforeTheRestoreAreCopiedAgainAsTheirTargets() {
        ShardTracker restored = ended(SPLIT, "0", IN_LOG).restored(AGAIN);

        assertThat(ReshardPlanner.plan(restored, true))
                .hasSize(2)
                .allSatisfy(
                        start -> {
                            assertThat(start.position().tables().get("a"))
                                    .isEqualTo(new NotStarted());
                            assertThat(start.position().finishedTables()).containsExactly("b");
                            assertThat(AGAIN.isDoneAt(start.position())).isTrue();
                        });
        assertThat(restored.restored(AGAIN)).as("another restore").isEqualTo(restored);
        assertThat(restored.restored(Resnapshot.none()).restored(AGAIN))
                .as("asked again")
                .isEqualTo(restored);
    }

    /** The one's end is in the enumerator's state, the other's still in its reader's. */
    @Test
    void aMergeOfWhichOnlyOneShardHadEndedIsNotHeldBack() {
        ShardTracker restored = ended(MERGE, "-80", IN_LOG).restored(AGAIN);
        ShardPosition other = AGAIN.at(new Shard("k", "80-"), IN_LOG);

        ShardTracker both = restored.ended(MERGE.firstJournal(), "80-", other, 0).stored(restored);

        assertThat(ReshardPlanner.plan(both, true))
                .singleElement()
                .satisfies(
                        start -> {
                            assertThat(start.shard().name()).isEqualTo("0");
                            assertThat(start.position().tables()).isEqualTo(other.tables());
                            assertThat(AGAIN.isDoneAt(start.position())).isTrue();
                        });
    }

    /** Otherwise its targets would be read besides the participants that continue. */
    @Test
    void aSwitchThatIsHeldBackStaysHeldBackAndItsParticipantsAreCopiedAgain() {
        ShardPosition copied = IN_LOG.withResnapshot(Set.of("b"));
        ShardPosition inCopy = copied.withTable("a", new InProgress(new LastPk(new byte[] {1})));
        ShardTracker heldBack =
                ended(MERGE, "-80", copied).ended(MERGE.firstJournal(), "80-", inCopy, 0);
        heldBack = heldBack.stored(heldBack).started(MERGE.firstJournal(), "-80");

        ShardTracker restored = heldBack.restored(AGAIN);

        assertThat(restored.reshards().get(MERGE.firstJournal()).isHeldBack()).isTrue();
        assertThat(ReshardPlanner.plan(restored, true))
                .singleElement()
                .satisfies(
                        start -> {
                            assertThat(start.shard().name()).isEqualTo("80-");
                            assertThat(start.position().tables()).isEqualTo(inCopy.tables());
                            assertThat(AGAIN.isDoneAt(start.position())).isFalse();
                        });
        assertThat(restored.restored(Resnapshot.of(List.of("b"))))
                .as("a later request that is the former one")
                .isEqualTo(restored);
    }

    @Test
    void aHeldBackParticipantThatWasCopiedAgainRemembersIt() {
        ShardPosition done = AGAIN.at(new Shard("k", "-80"), IN_LOG);
        ShardTracker heldBack =
                ended(MERGE, "-80", done.withTable("a", new Finished()))
                        .ended(MERGE.firstJournal(), "80-", done, 0);

        assertThat(heldBack.stored(heldBack).restored(AGAIN)).isEqualTo(heldBack.stored(heldBack));
    }

    @Test
    void splitsThatNoReaderHadAreCopiedAgain() {
        VitessSplit split = new VitessSplit(new Shard("k", "0"), IN_LOG);
        VitessEnumeratorState state =
                new VitessEnumeratorState(true, List.of(split), ShardTracker.empty());

        assertThat(PendingSplits.restored(state, AGAIN).unassigned())
                .containsOnlyKeys(split.splitId())
                .containsValue(split.withPosition(AGAIN.at(split.shard(), IN_LOG)));
        assertThat(PendingSplits.restored(state, Resnapshot.none()).unassigned())
                .containsValue(split);
    }

    private static ShardTracker ended(
            ReshardScenario scenario, String shard, ShardPosition position) {
        return ShardTracker.empty().ended(scenario.firstJournal(), shard, position, 0);
    }
}
