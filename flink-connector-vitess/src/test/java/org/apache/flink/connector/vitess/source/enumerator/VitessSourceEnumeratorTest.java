// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TableSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.decode.VgtidJson;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.event.CopyReport;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.junit.jupiter.api.Test;

class VitessSourceEnumeratorTest {

    private static final List<String> TABLES = List.of("orders");
    private static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";
    private static final VitessSplit A = split("-40");
    private static final VitessSplit B = split("40-80");
    private static final VitessSplit C = split("80-");

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
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(A, C), 1, List.of(B)));
        assertThat(enumerator.snapshotState(2).unassigned()).isEmpty();
    }

    @Test
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

    @Test
    void aJobIsBehindUntilTheLastCopyEnds() {
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
    void unassignedSplitsAreAMetric() {
        restored(A, B).start();

        assertThat(context.gauge("unassignedSplits")).isEqualTo(2L);
    }

    private void register(VitessSourceEnumerator enumerator, int reader) {
        context.register(reader);
        enumerator.addReader(reader);
    }

    private VitessSourceEnumerator restored(VitessSplit... unassigned) {
        return new VitessSourceEnumerator(
                config("orders"),
                context,
                () -> 0,
                new VitessEnumeratorState(
                        TABLES, true, Stream.of(unassigned).toList(), ShardTracker.empty()));
    }

    private static VitessSplit split(String shard) {
        return new VitessSplit(new Shard("shop", shard), ShardPosition.beforeCopy(TABLES));
    }

    private static VitessSourceConfig config(String... tables) {
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
                TabletType.PRIMARY,
                RetryPolicy.of(0, Duration.ofMillis(1)),
                StartupOptions.initial(),
                BoundedOptions.unbounded());
    }
}
