// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
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
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.LeftOvers;
import org.apache.flink.connector.vitess.testing.LoggedLines;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the enumerator asks which shards serve. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServingWatchTest {

    private static final Shard LEFT = new Shard("shop", "-80");
    private static final Shard RIGHT = new Shard("shop", "80-");
    private static final Set<Shard> BOTH = Set.of(LEFT, RIGHT);

    private EmbeddedVitess vitess;
    private final AtomicLong clock = new AtomicLong();
    private SharedClient client;
    private ServingWatch watch;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer")
                .insert("customer", 1, 10);
        client = new SharedClient(config().connection());
        watch = new ServingWatch(config(), client, clock::get);
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void allQuestionsGoOverOneConnectionThatEndsWithTheClient() throws Exception {
        for (int round = 0; round < 20; round++) {
            ask(BOTH);
        }
        assertThat(vitess.connectionsOpened()).isEqualTo(1);

        client.close();
        LeftOvers.awaitNone(Duration.ofSeconds(20));
    }

    @Test
    void noQuestionIsAskedWhileAnotherOneIsUnderWay() {
        Supplier<Map<Shard, String>> slow = watch.question(BOTH).orElseThrow();
        assertThat(watch.question(BOTH)).isEmpty();

        watch.answer(slow.get(), null);
        assertThat(watch.question(BOTH)).isPresent();
    }

    @Test
    void withoutSplitsThereIsNothingToAsk() {
        assertThat(watch.question(Set.of())).isEmpty();
        assertThat(vitess.connectionsOpened()).isZero();
    }

    @Test
    void aShardThatIsReadPastItsJournalIsNoticed() {
        reshard();
        ask(BOTH);

        assertThatThrownBy(() -> watch.check(List.of(splitAt(now(LEFT)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Shard shop/-80 was resharded");
    }

    /** Its changes come by reverse replication, and it has no other way to end its copy. */
    @Test
    void aShardThatIsCopiedPastItsJournalIsReportedEachMinuteUntilItsCopyEnds() {
        reshard();
        ask(BOTH);
        VitessSplit copying =
                new VitessSplit(
                        LEFT, ShardPosition.beforeCopy(List.of("customer")).withGtid(now(LEFT)));
        try (LoggedLines log = new LoggedLines(ServingWatch.class)) {
            for (int second = 0; second < 120; second++) {
                clock.addAndGet(Duration.ofSeconds(1).toNanos());
                watch.check(List.of(copying));
            }
            assertThat(log.lines())
                    .hasSize(2)
                    .allMatch(line -> line.contains("The shards [shop/-80] no longer serve"))
                    .allMatch(line -> line.contains("run ReverseTraffic"));
        }
        assertThatThrownBy(() -> watch.check(List.of(splitAt(now(LEFT)))))
                .hasMessageContaining("run ReverseTraffic")
                .hasMessageContaining("restore the job");
    }

    /** The answer is older than the end of the shard, which is read again as another split. */
    @Test
    void anAnswerSaysNothingOfAShardThatHasEndedSince() {
        reshard();
        Supplier<Map<Shard, String>> slow = watch.question(BOTH).orElseThrow();
        Map<Shard, String> answer = slow.get();
        watch.ended(LEFT);
        watch.answer(answer, null);

        watch.check(List.of(splitAt(now(LEFT))));
    }

    @Test
    void anAnswerSaysNothingOfAShardThatWasNotAskedFor() {
        reshard();
        ask(Set.of(RIGHT));

        watch.check(List.of(splitAt(now(LEFT))));
    }

    /** All changes come to it then, by the application's writes. */
    @Test
    void aShardThatServesAgainMayBeRead() {
        watch.question(BOTH);
        watch.answer(Map.of(LEFT, now(LEFT)), null);
        ask(BOTH);

        watch.check(List.of(splitAt(now(LEFT))));
    }

    @Test
    void eachChangeOfStateIsOneLineWithoutStackTrace() {
        try (LoggedLines log = new LoggedLines(ServingWatch.class)) {
            ask(BOTH);
            for (int round = 0; round < 3; round++) {
                watch.question(BOTH);
                watch.answer(null, new IllegalStateException("vtgate is down"));
            }
            for (int round = 0; round < 3; round++) {
                ask(BOTH);
            }
            reshard();
            for (int round = 0; round < 3; round++) {
                ask(Set.of(LEFT));
            }

            assertThat(log.lines())
                    .containsExactly(
                            "WARN Keyspace shop: cannot determine which shards serve, asking"
                                    + " again: vtgate is down",
                            "INFO Keyspace shop: it is known again which shards serve",
                            "INFO Shard shop/-80 no longer serves, and is at '" + now(LEFT) + "'");
            assertThat(log.stackTraces()).isZero();
        }
    }

    private void ask(Set<Shard> read) {
        watch.answer(watch.question(read).orElseThrow().get(), null);
    }

    private void reshard() {
        vitess.keyspace("shop").addShards("0");
        vitess.keyspace("shop").reshard(List.of("-80", "80-"), List.of("0")).switchTraffic();
    }

    private String now(Shard shard) {
        return vitess.shard("shop", shard.name()).position();
    }

    private static VitessSplit splitAt(String gtid) {
        return new VitessSplit(LEFT, ShardPosition.inLog(gtid, List.of("customer")));
    }

    private VitessSourceConfig config() {
        return new VitessSourceConfig(
                new ConnectionConfig(
                        List.of(new Endpoint(vitess.host(), vitess.port())),
                        null,
                        Map.of(),
                        null,
                        1 << 20,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10)),
                "shop",
                new TableSelection(List.of("customer"), false),
                RowSelection.all(),
                TabletType.PRIMARY,
                RetryPolicy.of(0, Duration.ofMillis(1)),
                ReaderConfig.defaults(),
                StartupOptions.initial(),
                BoundedOptions.unbounded());
    }
}
