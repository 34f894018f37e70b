// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedShard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heartbeats come, and nothing else. The clock is the test's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandstillWatchTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private EmbeddedVitess vitess;
    private EmbeddedShard shard;
    private StreamDriver driver;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        vitess.createKeyspace("shop", "0")
                .createTable(TableDefinition.of("customer").bigint("id").primaryKey());
        shard = vitess.shard("shop", "0");
        driver = start(ShardPosition.inLog(shard.position(), Set.of("customer")));
        driver.learnColumns();
        insert(1);
        driver.pollRows(1);
    }

    private StreamDriver start(ShardPosition position) {
        return new StreamDriver(
                vitess,
                0,
                position,
                RowSelection.all(),
                new Never(),
                new ReaderConfig(ReaderConfig.DEFAULT_BUFFER_BYTES, TIMEOUT));
    }

    @AfterEach
    void stop() {
        driver.close();
        vitess.close();
    }

    @Test
    void anIdleShardIsNoStandstill() {
        driver.pass(TIMEOUT);

        assertThat(driver.metric("standstillSeconds")).isEqualTo(0L);
    }

    @Test
    void aShardThatAdvancesWithoutItsStreamIsSeen() {
        shard.throttle(true);
        insert(2);
        driver.passUntil(() -> !driver.metric("standstillSeconds").equals(0L));

        shard.throttle(false);
        driver.pollRows(1);
        assertThat(driver.metric("standstillSeconds")).isEqualTo(0L);
    }

    @Test
    void theStreamIsOpenedAgainAndThenFails() {
        shard.throttle(true);
        insert(2);
        driver.passUntil(() -> driver.metric("reconnects").equals(1L));

        assertThatThrownBy(() -> driver.passUntil(() -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The stream of shard shop/0 has stood still")
                .hasMessageContaining("at position '" + driver.position().gtid())
                .hasMessageContaining("The shard's own position: " + shard.position())
                .hasMessageContaining("raise --grpc-max-message-size");
    }

    /**
     * The log is looked through from the first insert on, which a throttled tablet does not send.
     */
    @Test
    void aStandstillWhileColumnsAreLearnedIsSeenAndFailsInTheEnd() {
        ShardPosition withoutColumns = ShardPosition.inLog(shard.position(), Set.of("customer"));
        driver.close();
        insert(2);
        shard.throttle(true);
        driver = start(withoutColumns);
        driver.passUntil(() -> !driver.metric("standstillSeconds").equals(0L));

        assertThatThrownBy(() -> driver.passUntil(() -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The stream of shard shop/0 has stood still")
                .hasMessageContaining("at position '" + withoutColumns.gtid());
    }

    @Test
    void columnsAreLearnedOnceTheTabletIsThrottledNoLonger() {
        ShardPosition withoutColumns = ShardPosition.inLog(shard.position(), Set.of("customer"));
        driver.close();
        insert(2);
        shard.throttle(true);
        driver = start(withoutColumns);
        driver.passUntil(() -> !driver.metric("standstillSeconds").equals(0L));

        shard.throttle(false);
        driver.learnColumns();
        assertThat(driver.pollRows(1)).isEqualTo(1);
        assertThat(driver.metric("standstillSeconds")).isEqualTo(0L);
    }

    @Test
    void aShardThatLacksWhatWasReadFailsTheStreamBeforeTheTimeout() {
        String ahead = shard.position().replaceFirst("-[0-9]+$", "-999");
        ShardPosition position = driver.position().withGtid(ahead);
        driver.close();
        driver = start(position);

        assertThatThrownBy(() -> driver.pass(TIMEOUT.dividedBy(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Shard shop/0 has lost transactions that were read before")
                .hasMessageContaining("executed '" + shard.position() + "'")
                .hasMessageContaining("position '" + ahead + "'")
                .hasMessageContaining("restart without state");
    }

    @Test
    void aShardWithoutTheLogsAfterThePositionFailsTheStreamBeforeTheTimeout() {
        ShardPosition position = driver.position();
        driver.close();
        insert(2);
        shard.purgeLogs();
        driver = start(position);

        assertThatThrownBy(() -> driver.pass(TIMEOUT.dividedBy(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The stream of shard shop/0 cannot continue from position")
                .hasMessageContaining("'" + position.gtid() + "'")
                .hasMessageContaining("are purged: restart without state")
                .hasMessageContaining("Purged so far: '" + shard.position() + "'");
    }

    private void insert(int id) {
        shard.transaction(tx -> tx.insert("customer", id));
    }
}
