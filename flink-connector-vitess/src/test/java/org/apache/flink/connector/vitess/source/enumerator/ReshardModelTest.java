// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.apache.flink.connector.vitess.source.enumerator.CheckpointAssembler.AssembledCheckpoint;
import org.apache.flink.connector.vitess.source.enumerator.PendingSplits.Reported;
import org.apache.flink.connector.vitess.source.enumerator.Reshard.End;
import org.apache.flink.connector.vitess.source.enumerator.ReshardExplorer.Result;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that can happen to a job with two readers during a reshard, up to some failures and
 * checkpoints: no shard is lost, none is read twice, and no target before what it follows.
 */
class ReshardModelTest {

    private static final Logger LOG = LoggerFactory.getLogger(ReshardModelTest.class);

    private static final String SPLIT = "0/-80,80-";
    private static final String MERGE = "-80,80-/0";

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "0/-80,80- 2 2",
                "0/-80,80- 3 1",
                "-80,80-/0 2 1",
                "-80,80-/-40,40-80,80-c0,c0- 1 1",
                "-80,80-/-40,40-80,80-c0,c0- 2 0",
                "-80,80-/-40,40-c0,c0- 1 1",
                "0/-80,80-/0 2 0",
                "0/-80,80-/0 1 1",
            })
    @Fault({"B10", "B11"})
    void everyShardIsReadOnceAndInOrder(String reshards, int checkpoints, int failures) {
        ReshardModel model = model(reshards, new ReshardProtocol());
        assertThat(explored(reshards, model, model.fresh(checkpoints, failures)).violation())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"-80,80-/0 2 1", "-80,80-/-40,40-80,80-c0,c0- 1 1"})
    void soItIsWhereOneReaderReadAll(String reshards, int checkpoints, int failures) {
        ReshardModel model = model(reshards, new ReshardProtocol());
        ModelState start = model.allOnOneReader(checkpoints, failures);
        assertThat(explored(reshards, model, start).violation()).isEmpty();
    }

    @Test
    void aTargetBeforeTheSecondParticipantIsFound() {
        assertFound(
                MERGE,
                new ReshardProtocol() {
                    @Override
                    List<Start> plan(ShardTracker tracker) {
                        return ReshardPlanner.plan(withAllEnds(tracker), true);
                    }
                },
                "keyspace ids are read twice");
    }

    private static ShardTracker withAllEnds(ShardTracker tracker) {
        ShardTracker all = tracker;
        for (Reshard reshard : tracker.reshards().values()) {
            for (String shard : reshard.journal().participants()) {
                for (End end : reshard.ends().values()) {
                    if (!reshard.ends().containsKey(shard)) {
                        int reader = end.reader().orElse(0);
                        all = all.ended(reshard.journal(), shard, end.position(), reader);
                    }
                }
            }
        }
        return all;
    }

    @Test
    void aTargetBeforeTheEndsOfTwoReadersAreStoredIsFound() {
        assertFound(
                MERGE,
                new ReshardProtocol() {
                    @Override
                    List<Start> plan(ShardTracker tracker) {
                        return ReshardPlanner.plan(tracker, false);
                    }
                },
                "is read before a checkpoint holds the end of");
    }

    @Test
    void aTargetOnAnotherReaderThanItsParticipantIsFound() {
        assertFound(
                SPLIT,
                new ReshardProtocol() {
                    @Override
                    List<Start> plan(ShardTracker tracker) {
                        return super.plan(tracker).stream()
                                .map(
                                        start ->
                                                new Start(
                                                        start.journal(),
                                                        start.shard(),
                                                        start.position(),
                                                        OptionalInt.empty()))
                                .toList();
                    }
                },
                "is read before a checkpoint holds the end of");
    }

    @Test
    void reportsThatOutliveTheirReaderAreFound() {
        assertFound(
                SPLIT,
                new ReshardProtocol() {
                    @Override
                    PendingSplits readerFailed(
                            PendingSplits known, int reader, List<VitessSplit> back) {
                        return super.readerFailed(known, ModelCoordinator.READERS, back);
                    }
                },
                "keyspace ids are read twice");
    }

    @Test
    void anAnswerBeforeACheckpointIsCompleteIsFound() {
        assertFound(
                MERGE,
                new ReshardProtocol() {
                    @Override
                    Reported reached(PendingSplits known, int reader, VitessSplit split) {
                        return new Reported(super.reached(known, reader, split).next(), true);
                    }
                },
                "keyspace ids are lost");
    }

    @Test
    void aReshardThatIsForgottenWhileAReaderKeepsItIsFound() {
        assertFound(
                SPLIT,
                new ReshardProtocol() {
                    @Override
                    PendingSplits settled(PendingSplits known, AssembledCheckpoint whole) {
                        return super.settled(
                                known, new AssembledCheckpoint(whole.state(), List.of()));
                    }
                },
                "keyspace ids are read twice");
    }

    @Test
    void aTargetThatIsForgottenToWaitAgainIsFound() {
        assertFound(
                SPLIT,
                new ReshardProtocol() {
                    @Override
                    PendingSplits readerFailed(
                            PendingSplits known, int reader, List<VitessSplit> back) {
                        return super.readerFailed(known, reader, List.of()).plus(back);
                    }
                },
                "keyspace ids are read twice");
    }

    @Test
    void anEndThatIsStoredBeforeItsCheckpointIsFound() {
        assertFound(
                MERGE,
                new ReshardProtocol() {
                    @Override
                    PendingSplits stored(PendingSplits known, ShardTracker checkpoint) {
                        return super.stored(known, known.tracker());
                    }
                },
                "is read before a checkpoint holds the end of");
    }

    @Test
    void aReshardThatIsNeverForgottenIsFound() {
        assertFound(
                SPLIT,
                new ReshardProtocol() {
                    @Override
                    PendingSplits settled(PendingSplits known, AssembledCheckpoint whole) {
                        return stored(known, whole.state().reshards());
                    }
                },
                "reshards are not forgotten");
    }

    private static void assertFound(String reshards, ReshardProtocol faulty, String violation) {
        ReshardModel model = model(reshards, faulty);
        assertThat(explored(reshards, model, model.fresh(2, 1)).violation())
                .hasValueSatisfying(found -> assertThat(found).contains(violation));
    }

    private static ReshardModel model(String reshards, ReshardProtocol protocol) {
        return new ReshardModel(ReshardScenario.of(reshards.split("/")), protocol);
    }

    private static Result explored(String reshards, ReshardModel model, ModelState start) {
        ReshardInvariants invariants =
                new ReshardInvariants(ReshardScenario.of(reshards.split("/")));
        Result result = new ReshardExplorer(model, invariants).explore(start);
        LOG.info(
                "{}, {} checkpoints, {} failures: {} states, {} of them at rest",
                reshards,
                start.flink().checkpoints(),
                start.flink().failures(),
                result.states(),
                result.quiet());
        return result;
    }
}
