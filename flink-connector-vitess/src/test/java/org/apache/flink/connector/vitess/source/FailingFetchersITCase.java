// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.testing.LeftOvers;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.QuietLog;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that can never read its first row fails as often as Flink restarts it. */
@Timeout(420)
class FailingFetchersITCase {

    private static final int RESTARTS = 2_000;

    /** A hanging reader would let its job run for ever. */
    private static final Duration LIMIT = Duration.ofSeconds(360);

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @Test
    void eachFailingFetcherFailsItsTask() throws Exception {
        Unreadable.failures.set(0);
        try (QuietLog quiet = new QuietLog();
                EmbeddedVitess vitess = EmbeddedVitess.start()) {
            new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer")
                    .insert("customer", 1, 10);
            try (RunningJob job = start(vitess)) {
                assertThatThrownBy(() -> job.end().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .hasStackTraceContaining("Recovery is suppressed")
                        .satisfiesAnyOf(
                                FailingFetchersITCase::isOfTheFetcher,
                                FailingFetchersITCase::isOfASplitThatCameTooLate);
            }
        }
        assertThat(Unreadable.failures).hasValueGreaterThanOrEqualTo(RESTARTS);
        LeftOvers.awaitNone(Duration.ofSeconds(20));
    }

    private static void isOfTheFetcher(Throwable failure) {
        assertThat(failure).hasStackTraceContaining("a value that cannot be read");
    }

    /** Reported instead, once in 700 times, if a split is on its way to a task that fails. */
    private static void isOfASplitThatCameTooLate(Throwable failure) {
        assertThat(failure)
                .hasStackTraceContaining("An OperatorEvent")
                .hasStackTraceContaining("Task is not running");
    }

    private static RunningJob start(EmbeddedVitess vitess) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "" + RESTARTS);
        configuration.setString("restart-strategy.fixed-delay.delay", "0 ms");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        env.fromSource(
                        VitessSource.<String>builder()
                                .hostname(vitess.host())
                                .port(vitess.port())
                                .keyspace("shop")
                                .tableList("customer")
                                .deserializer(new Unreadable())
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "vitess")
                .sinkTo(new DiscardingSink<>());
        return new RunningJob(env.executeAsync("failing"));
    }

    private static final class Unreadable implements VitessDeserializationSchema<String> {

        private static final long serialVersionUID = 1;

        private static final AtomicInteger failures = new AtomicInteger();

        @Override
        public void deserialize(RowChange change, Collector<String> out) {
            failures.incrementAndGet();
            throw new IllegalArgumentException("a value that cannot be read");
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }
}
