// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TableSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.event.CopyReport;
import org.apache.flink.connector.vitess.source.event.FirstRow;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.event.ReshardReached;
import org.apache.flink.connector.vitess.source.event.ReshardStored;
import org.apache.flink.connector.vitess.source.event.ShardsAssigned;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;
import org.junit.jupiter.api.Test;

class VitessSourceEnumeratorTest {

    private static final List<String> TABLES = List.of("orders");
    private static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";
    private static final VitessSplit A = split("-40");
    private static final VitessSplit B = split("40-80");
    private static final VitessSplit C = split("80-");

    private static final ReshardScenario SPLIT = ReshardScenario.of("0", "-80,80-");
    private static final ReshardScenario MERGE = ReshardScenario.of("-80,80-", "0");

    private final FakeEnumeratorContext context = new FakeEnumeratorContext(2);

    @Test
    void shardsAreDiscoveredOnceInAJobsLife() {
        VitessSourceEnumerator fresh =
                new VitessSourceEnumerator(config("orders"), context, () -> 0);
        fresh.start();
        assertThat(context.pendingCalls()).isEqualTo(1);

        restored(A).start();
        assertThat(context.pendingCalls()).as("after a restore").isEqualTo(1);
    }

    @Test
    void aJobThatFailedBeforeTheDiscoveryDiscoversAgain() {
        VitessSourceEnumerator fresh =
                new VitessSourceEnumerator(config("orders"), context, () -> 0);
        VitessEnumeratorState state = fresh.snapshotState(1);

        new VitessSourceEnumerator(config("orders"), context, () -> 0, state).start();
        assertThat(context.pendingCalls()).isEqualTo(1);
    }

    @Test
    void splitsAreDealtOutEvenlyOnceAllReadersAreThere() {
        VitessSourceEnumerator enumerator = restored(A, B, C);
        register(enumerator, 0);
        assertThat(context.assigned).isEmpty();
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactly(A, B, C);

        register(enumerator, 1);
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(A, B), 1, List.of(C)));
        assertThat(enumerator.snapshotState(2).unassigned()).isEmpty();
        assertThat(context.served).as("an endless job has no last split").isEmpty();
    }

    @Test
    @Fault("C13")
    void theSplitsOfAFailedReaderComeBackAndGoOutOnce() {
        VitessSourceEnumerator enumerator = restored(A, B);
        register(enumerator, 0);
        register(enumerator, 1);
        context.assigned.clear();

        context.unregister(1);
        enumerator.addSplitsBack(List.of(B), 1);
        enumerator.addSplitsBack(List.of(), 0);
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactly(B);
        register(enumerator, 1);

        assertThat(context.assigned.values().stream().flatMap(List::stream)).containsExactly(B);
        assertThat(enumerator.snapshotState(2).unassigned()).isEmpty();
    }

    /** Flink resets readers and registers them again whatever the coordinator is about to do. */
    @Test
    @Fault("C13")
    void splitsThatComeBackAndReadersThatComeAgainLoseAndDoubleNone() throws IOException {
        VitessSourceEnumerator enumerator = restored(A, B, C);
        register(enumerator, 0);
        register(enumerator, 1);
        register(enumerator, 1);
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(A, B), 1, List.of(C)));

        enumerator.close();
        context.unregister(0);
        enumerator.addSplitsBack(List.of(A), 0);
        enumerator.addSplitsBack(List.of(B), 0);
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactlyInAnyOrder(A, B);
        context.assigned.clear();
        register(enumerator, 0);
        register(enumerator, 0);

        assertThat(context.assigned.values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(A, B);
        assertThat(enumerator.snapshotState(2).unassigned()).isEmpty();
    }

    /** A batch job may have fewer slots than readers. */
    @Test
    void theReadersOfABoundedJobHaveTheirSharesOneByOne() {
        VitessSourceEnumerator enumerator = restored(StartupOptions.snapshot(), A, B, C);
        register(enumerator, 0);
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(A, B)));
        assertThat(context.served).containsExactly(0);

        register(enumerator, 1);
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(A, B), 1, List.of(C)));
        assertThat(context.served).containsExactly(0, 1);
    }

    /** Flink would tell readers that have ended as well, and fail. */
    @Test
    void aBoundedJobNeverReportsABacklog() {
        VitessSourceEnumerator enumerator = restored(StartupOptions.snapshot());
        enumerator.handleSourceEvent(0, new CopyReport("shop/-80", true));
        enumerator.handleSourceEvent(0, new CopyReport("shop/-80", false));
        assertThat(context.backlog).isEmpty();
    }

    @Test
    void aJobHasABacklogUntilTheLastCopyEnds() {
        VitessSourceEnumerator enumerator = restored();
        enumerator.handleSourceEvent(0, new CopyReport("shop/-80", true));
        enumerator.handleSourceEvent(1, new CopyReport("shop/80-", true));
        enumerator.handleSourceEvent(0, new CopyReport("shop/-80", false));
        assertThat(context.backlog).containsExactly(true);

        enumerator.handleSourceEvent(1, new CopyReport("shop/80-", false));
        assertThat(context.backlog).containsExactly(true, false);
        // A reader that was restored from a checkpoint during the copy.
        enumerator.handleSourceEvent(1, new CopyReport("shop/80-", true));
        assertThat(context.backlog).containsExactly(true, false, true);
    }

    @Test
    void theVgtidOfACompletedCheckpointIsAMetricThatAnotherJobStartsFrom() {
        VitessSplit inLog = A.at(ShardPosition.inLog("MySQL56/" + UUID + ":1-7", TABLES));
        VitessSplit inCopy = C.at(C.position().withGtid("MySQL56/" + UUID + ":1-3"));
        VitessSplit third = B.at(inLog.position());
        VitessSourceEnumerator enumerator = restored();
        enumerator.start();
        enumerator.snapshotState(1);
        enumerator.handleSourceEvent(0, PositionReport.of(1, List.of(inCopy)));
        assertThat(context.gauge("vgtid")).isEqualTo("");

        enumerator.handleSourceEvent(1, PositionReport.of(1, List.of(inLog, third)));

        assertThat(VgtidJson.parse((String) context.gauge("vgtid")))
                .isEqualTo(Vgtids.of(List.of(inLog, third, inCopy)).orElseThrow());
    }

    @Test
    void oneQuestionWhichShardsServeIsUnderWayAtATime() {
        VitessSourceEnumerator enumerator = reading(SPLIT);
        context.tick();
        context.tick();
        assertThat(context.pendingCalls()).isEqualTo(1);
        enumerator.close();
    }

    @Test
    void unassignedSplitsAreAMetric() {
        restored(A, B).start();

        assertThat(context.gauge("unassignedSplits")).isEqualTo(2L);
    }

    @Test
    void theTargetsOfASplitGoToTheReaderThatEndedIt() {
        VitessSourceEnumerator enumerator = reading(SPLIT);

        enumerator.handleSourceEvent(1, ReshardReached.of(ended(SPLIT, "0")));

        assertThat(assigned(1)).containsExactlyInAnyOrder("k/-80", "k/80-");
        assertThat(assigned(0)).isEmpty();
        assertThat(answers(1)).as("answers before a checkpoint").isEmpty();
    }

    @Test
    void anEndIsAcknowledgedOnceACompleteCheckpointHoldsIt() {
        VitessSourceEnumerator enumerator = reading(SPLIT);
        enumerator.snapshotState(1);
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(SPLIT, "0")));
        enumerator.notifyCheckpointComplete(1);
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(SPLIT, "0")));
        assertThat(answers(1)).as("after a checkpoint before the report").isEmpty();

        enumerator.snapshotState(2);
        enumerator.notifyCheckpointComplete(2);
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(SPLIT, "0")));

        assertThat(answers(1)).containsExactly(ended(SPLIT, "0"));
    }

    @Test
    void anEndThatIsStoredIsAcknowledgedAgainAndStartsNothing() {
        VitessSourceEnumerator enumerator = reading(SPLIT);
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(SPLIT, "0")));
        enumerator.snapshotState(1);
        enumerator.notifyCheckpointComplete(1);
        context.assigned.clear();
        context.sent.clear();

        enumerator.handleSourceEvent(0, ReshardReached.of(ended(SPLIT, "0")));

        assertThat(answers(0)).containsExactly(ended(SPLIT, "0"));
        assertThat(context.assigned).isEmpty();
    }

    @Test
    void readersWhoseShardsEndedAreToldThatAllAreAssignedOnlyOnceNoneWaits() {
        VitessSourceEnumerator enumerator = reading(MERGE);
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        enumerator.handleSplitRequest(0, "localhost");
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(MERGE, "80-")));
        enumerator.handleSplitRequest(1, "localhost");
        assertThat(context.sent).as("while the merged shard waits for a checkpoint").isEmpty();

        enumerator.snapshotState(1);
        enumerator.notifyCheckpointComplete(1);
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));

        assertThat(context.sent.get(0)).contains(new ShardsAssigned());
        assertThat(context.sent.get(1)).contains(new ShardsAssigned());
    }

    @Test
    void aReaderWithSplitsGetsNoEventThatItsFailureWouldLose() {
        VitessSourceEnumerator enumerator = restored(A);
        register(enumerator, 0);
        enumerator.handleSplitRequest(0, "localhost");
        assertThat(context.sent).as("before all readers are there").isEmpty();

        register(enumerator, 1);
        enumerator.handleSplitRequest(1, "localhost");

        assertThat(context.assigned).containsOnlyKeys(0);
        assertThat(context.sent).isEqualTo(Map.of(1, List.of(new ShardsAssigned())));
    }

    @Test
    void theTargetOfAMergeWaitsForTheCheckpointThatHoldsTheEndsOfBothReaders() {
        VitessSourceEnumerator enumerator = reading(MERGE);
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(MERGE, "80-")));
        enumerator.snapshotState(1);
        assertThat(context.assigned).isEmpty();

        enumerator.notifyCheckpointComplete(1);
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(MERGE, "80-")));

        assertThat(context.assigned).hasSize(1);
        assertThat(context.sent).containsOnlyKeys(0, 1);
    }

    /** Those of a job that stops with a savepoint finish right after it. */
    @Test
    void aCompleteCheckpointSendsNothingToReadersThatMayBeAboutToFinish() {
        VitessSourceEnumerator enumerator = reading(MERGE);
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(MERGE, "80-")));

        complete(enumerator, 1, Stream.of(ended(MERGE, "80-")));

        assertThat(context.assigned).isEmpty();
        assertThat(context.sent).isEmpty();
    }

    /** As those do that wait for the watermarks of others. */
    @Test
    void theTargetOfAMergeStartsAfterAWhileIfTheReadersAreNotPolled() {
        VitessSourceEnumerator enumerator = reading(MERGE);
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(MERGE, "80-")));
        complete(enumerator, 1, Stream.of(ended(MERGE, "80-")));

        context.tick();

        assertThat(context.assigned).hasSize(1);
    }

    @Test
    void theTargetOfAMergeWaitsForTheFirstCheckpointOfARestoredJobHoweverLate() {
        AtomicLong nanos = new AtomicLong();
        VitessSourceEnumerator enumerator = reading(MERGE, nanos::get);
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(MERGE, "80-")));
        nanos.set(Duration.ofHours(5).toNanos());
        context.tick();
        assertThat(context.assigned).isEmpty();
        complete(enumerator, 1, Stream.of());
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        assertThat(context.assigned).hasSize(1);
    }

    @Test
    void aTargetThatComesBackWaitsForItsParticipantAgain() {
        VitessSourceEnumerator enumerator = reading(SPLIT);
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(SPLIT, "0")));
        List<VitessSplit> targets = context.assigned.remove(1);

        context.unregister(1);
        enumerator.addSplitsBack(targets, 1);
        register(enumerator, 1);
        assertThat(context.assigned).isEmpty();
        assertThat(enumerator.snapshotState(1).unassigned()).isEmpty();

        enumerator.handleSourceEvent(1, ReshardReached.of(ended(SPLIT, "0")));
        assertThat(context.assigned).isEqualTo(Map.of(1, targets));
    }

    @Test
    void aRestoredEnumeratorContinuesTheReshard() throws IOException {
        VitessSourceEnumerator before = reading(MERGE);
        before.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        VitessEnumeratorStateSerializer serializer = new VitessEnumeratorStateSerializer();
        VitessEnumeratorState state =
                serializer.deserialize(
                        serializer.getVersion(), serializer.serialize(before.snapshotState(1)));

        VitessSourceEnumerator enumerator =
                new VitessSourceEnumerator(config("orders"), context, () -> 0, state);
        enumerator.start();
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(MERGE, "80-")));

        assertThat(assigned(1)).containsExactly("k/0");
    }

    @Test
    void aReshardIsForgottenOnceNoReaderOfACompleteCheckpointKeepsIt() {
        VitessSourceEnumerator enumerator = reading(SPLIT);
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(SPLIT, "0")));
        List<VitessSplit> targets = context.assigned.get(1);
        complete(enumerator, 1, Stream.concat(targets.stream(), Stream.of(ended(SPLIT, "0"))));
        assertThat(enumerator.snapshotState(2).reshards().reshards()).hasSize(1);

        complete(enumerator, 3, targets.stream());

        assertThat(enumerator.snapshotState(4).reshards()).isEqualTo(ShardTracker.empty());
    }

    @Test
    void reshardsAreMetrics() {
        AtomicLong millis = new AtomicLong();
        VitessSourceEnumerator enumerator = reading(MERGE, () -> millis.get() * 1_000_000);
        enumerator.handleSourceEvent(0, new CopyReport("k/-80", false));
        enumerator.handleSourceEvent(1, new CopyReport("k/80-", true));
        assertThat(gauges()).containsExactly(0L, 0L, 1L, 1L);

        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        assertThat(gauges()).containsExactly(1L, 1L, 1L, 0L);
        assertThat(context.counter("reshards")).isEqualTo(1);

        millis.set(1500);
        enumerator.handleSourceEvent(1, ReshardReached.of(ended(MERGE, "80-")));
        enumerator.snapshotState(1);
        enumerator.notifyCheckpointComplete(1);
        enumerator.handleSourceEvent(0, ReshardReached.of(ended(MERGE, "-80")));
        assertThat(gauges()).containsExactly(0L, 0L, 0L, 1L);
        assertThat(context.counter("reshards")).isEqualTo(1);

        millis.set(2500);
        enumerator.handleSourceEvent(0, new FirstRow("k/0"));
        assertThat(context.gauge("lastReshardFirstRowMillis")).isEqualTo(2500L);
    }

    private List<Object> gauges() {
        return Stream.of("waitingTargets", "unassignedSplits", "copyingSplits", "streamingSplits")
                .map(context::gauge)
                .toList();
    }

    private static void complete(
            VitessSourceEnumerator enumerator, long checkpoint, Stream<VitessSplit> ofReader1) {
        enumerator.snapshotState(checkpoint);
        enumerator.notifyCheckpointComplete(checkpoint);
        enumerator.handleSourceEvent(0, PositionReport.of(checkpoint, List.of()));
        enumerator.handleSourceEvent(1, PositionReport.of(checkpoint, ofReader1.toList()));
    }

    private VitessSourceEnumerator reading(ReshardScenario scenario) {
        return reading(scenario, () -> 0);
    }

    /** Both readers are there, and read all splits. */
    private VitessSourceEnumerator reading(ReshardScenario scenario, LongSupplier nanoTime) {
        VitessSourceEnumerator enumerator =
                new VitessSourceEnumerator(
                        config("orders"),
                        context,
                        nanoTime,
                        new VitessEnumeratorState(true, scenario.start(), ShardTracker.empty()));
        enumerator.start();
        register(enumerator, 0);
        register(enumerator, 1);
        context.assigned.clear();
        return enumerator;
    }

    private static VitessSplit ended(ReshardScenario scenario, String shard) {
        return scenario.first(shard).resharded(scenario.firstJournal());
    }

    private List<VitessSplit> answers(int reader) {
        return context.sent.getOrDefault(reader, List.of()).stream()
                .filter(ReshardStored.class::isInstance)
                .map(event -> ((ReshardStored) event).split())
                .toList();
    }

    private List<String> assigned(int reader) {
        return context.assigned.getOrDefault(reader, List.of()).stream()
                .map(VitessSplit::splitId)
                .toList();
    }

    private void register(VitessSourceEnumerator enumerator, int reader) {
        context.register(reader);
        enumerator.addReader(reader);
    }

    private VitessSourceEnumerator restored(VitessSplit... unassigned) {
        return restored(StartupOptions.initial(), unassigned);
    }

    private VitessSourceEnumerator restored(StartupOptions startup, VitessSplit... unassigned) {
        return new VitessSourceEnumerator(
                config(startup, "orders"),
                context,
                () -> 0,
                new VitessEnumeratorState(
                        true, Stream.of(unassigned).toList(), ShardTracker.empty()));
    }

    private static VitessSplit split(String shard) {
        return new VitessSplit(new Shard("shop", shard), ShardPosition.beforeCopy(TABLES));
    }

    private static VitessSourceConfig config(String... tables) {
        return config(StartupOptions.initial(), tables);
    }

    private static VitessSourceConfig config(StartupOptions startup, String... tables) {
        ConnectionConfig connection =
                new ConnectionConfig(
                        List.of(new Endpoint("localhost", 1)),
                        null,
                        Map.of(),
                        null,
                        1,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1));
        return new VitessSourceConfig(
                connection,
                "shop",
                new TableSelection(List.of(tables), false),
                RowSelection.all(),
                TabletType.PRIMARY,
                RetryPolicy.of(0, Duration.ofMillis(1)),
                ReaderConfig.defaults(),
                startup,
                BoundedOptions.unbounded());
    }
}
