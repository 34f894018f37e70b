// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.junit.jupiter.api.Test;

/** What is known of reshards. */
class ShardTrackerTest {

    private static final ReshardScenario MERGE = ReshardScenario.of("-80,80-", "0");
    private static final ReshardJournal JOURNAL = MERGE.firstJournal();
    private static final ShardTracker EMPTY = ShardTracker.empty();

    @Test
    void anEndIsStoredByACheckpointThatHoldsIt() {
        ShardTracker one = ended(EMPTY, "-80", 0);
        ShardTracker both = ended(one, "80-", 1);

        ShardTracker stored = both.stored(one);

        assertThat(stored.isStored(JOURNAL, "-80")).isTrue();
        assertThat(stored.isStored(JOURNAL, "80-")).isFalse();
        assertThat(both.stored(EMPTY)).isEqualTo(both);
    }

    @Test
    void anEndThatIsReportedAgainIsTheOneOfTheLastReaderUntilItIsStored() {
        ShardTracker again = ended(ended(EMPTY, "-80", 0), "-80", 1);
        assertThat(again).isEqualTo(ended(EMPTY, "-80", 1));

        ShardTracker stored = again.stored(again);
        assertThat(ended(stored, "-80", 0)).isEqualTo(stored);
    }

    @Test
    void aFailedReaderTakesBackWhatIsNotStored() {
        ShardTracker stored = ended(EMPTY, "-80", 0).stored(ended(EMPTY, "-80", 0));
        ShardTracker both = ended(stored, "80-", 1);

        assertThat(both.readerFailed(0)).isEqualTo(both);
        assertThat(both.readerFailed(1)).isEqualTo(stored);
        assertThat(ended(EMPTY, "-80", 0).readerFailed(0)).isEqualTo(EMPTY);
    }

    @Test
    void aTargetIsKnownByItsShardAndItsStart() {
        ShardTracker started = ended(EMPTY, "-80", 0).started(JOURNAL, "0");
        Shard target = new Shard("k", "0");

        assertThat(started.startOf(target, JOURNAL.targets().get("0"))).contains(JOURNAL);
        assertThat(started.startOf(target, "MySQL56/other")).isEmpty();
        assertThat(ended(EMPTY, "-80", 0).startOf(target, JOURNAL.targets().get("0"))).isEmpty();
        assertThat(started.cameBack(JOURNAL, "0")).isEqualTo(ended(EMPTY, "-80", 0));
    }

    @Test
    void aReshardIsForgottenOnceItWasCompleteInACheckpointAndNoReaderKeptIt() {
        ShardTracker ends = ended(ended(EMPTY, "-80", 0), "80-", 1);
        ShardTracker complete = ends.stored(ends).started(JOURNAL, "0");

        assertThat(complete.settled(complete, Set.of(JOURNAL))).as("kept").isEqualTo(complete);
        assertThat(complete.settled(ends, Set.of())).as("target waits").isEqualTo(complete);
        assertThat(complete.settled(ended(EMPTY, "-80", 0).started(JOURNAL, "0"), Set.of()))
                .as("one participant is read")
                .isEqualTo(complete);
        assertThat(complete.settled(complete, Set.of())).isEqualTo(EMPTY);
    }

    private static ShardTracker ended(ShardTracker tracker, String shard, int reader) {
        return tracker.ended(JOURNAL, shard, MERGE.first(shard).position(), reader);
    }
}
