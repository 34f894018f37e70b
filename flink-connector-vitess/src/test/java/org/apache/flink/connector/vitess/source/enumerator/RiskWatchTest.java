// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.vitess.client.FoundRisk;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.Resnapshot;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TableSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.junit.jupiter.api.Test;

class RiskWatchTest {

    private static final Shard A = new Shard("shop", "-80");
    private static final Shard B = new Shard("shop", "80-");
    private static final FoundRisk MOVED = new FoundRisk(Risk.MOVED_TABLES, "moved");
    private static final FoundRisk NULLS = new FoundRisk(Risk.ALL_NULL_ROWS, "nulls");

    private final AtomicLong now = new AtomicLong();

    @Test
    void onlyShardsThatAreReadAreAskedForTheirTables() {
        RiskWatch watch = watch();
        assertThat(watch.due(Set.of(A))).as("nothing is known yet").isEmpty();
        watch.reads(List.of(split(A, "orders"), split(B, "customer")));

        assertThat(watch.due(Set.of(A))).isEqualTo(Map.of(A, Set.of("orders")));
    }

    @Test
    void theNextQuestionIsAMinuteLater() {
        RiskWatch watch = watch();
        watch.reads(List.of(split(A, "orders")));
        assertThat(watch.due(Set.of(A))).isNotEmpty();

        assertThat(watch.due(Set.of(A))).isEmpty();
        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(watch.due(Set.of(A))).isNotEmpty();
    }

    @Test
    void aRiskThatIsNotAcceptedFailsTheJob() {
        assertThatThrownBy(() -> watch().answer(List.of(NULLS), null))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("'scan.accepted-risks' = 'all-null-rows'");
        assertThatCode(() -> watch(Risk.ALL_NULL_ROWS).answer(List.of(NULLS), null))
                .doesNotThrowAnyException();
    }

    /** During a switch of traffic, tables are refused before reverse replication runs. */
    @Test
    void aMovedTableIsLookedAtAgainSoonBeforeTheJobFails() {
        RiskWatch watch = watch();
        watch.reads(List.of(split(A, "orders")));
        watch.due(Set.of(A));
        watch.answer(List.of(MOVED), null);
        assertThat(watch.due(Set.of(A))).as("at the next look").isNotEmpty();

        assertThatThrownBy(() -> watch.answer(List.of(MOVED), null)).hasMessageContaining("moved");
    }

    @Test
    void aTableThatWasRefusedForAMomentIsForgotten() {
        RiskWatch watch = watch();
        watch.answer(List.of(MOVED), null);
        watch.answer(List.of(), null);

        assertThatCode(() -> watch.answer(List.of(MOVED), null)).doesNotThrowAnyException();
    }

    @Test
    void noAnswerIsNoRisk() {
        RiskWatch watch = watch();

        assertThatCode(() -> watch.answer(null, new IllegalStateException("down")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> watch.answer(List.of(NULLS), null)).hasMessageContaining("nulls");
    }

    private RiskWatch watch(Risk... accepted) {
        return new RiskWatch(
                new VitessSourceConfig(
                        new ConnectionConfig(
                                List.of(new Endpoint("localhost", 1)),
                                null,
                                Map.of(),
                                null,
                                1,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(1)),
                        "shop",
                        new TableSelection(
                                List.of("orders"),
                                List.of(),
                                false,
                                Resnapshot.none(),
                                Set.of(accepted)),
                        RowSelection.all(),
                        TabletType.PRIMARY,
                        RetryPolicy.of(0, Duration.ofMillis(1)),
                        ReaderConfig.defaults(),
                        StartupOptions.initial(),
                        BoundedOptions.unbounded()),
                now::get);
    }

    private static VitessSplit split(Shard shard, String table) {
        return new VitessSplit(shard, ShardPosition.beforeCopy(List.of(table)));
    }
}
