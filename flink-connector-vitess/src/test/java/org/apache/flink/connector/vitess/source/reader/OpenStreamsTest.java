// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.AtGtid;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedShard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every way out of a stream ends its call: vtgate keeps one that was dropped for as long as the
 * connection lives, in a copy with a transaction open on the tablet.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenStreamsTest {

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private EmbeddedShard shard;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().vstreamPacketSize(20).start();
        keyspace = vitess.createKeyspace("shop", "0");
        // MySQL alone knows the order of these keys.
        keyspace.createTable(TableDefinition.of("customer").varchar("id", 20).primaryKey());
        shard = keyspace.shard("0");
        shard.transaction(
                tx -> {
                    for (int id = 100; id < 200; id++) {
                        tx.insert("customer", "k" + id);
                    }
                });
    }

    @AfterEach
    void stop() {
        vitess.close();
    }

    @Test
    void aKeyWhoseOrderMySqlDoesNotTell() {
        ShardPosition inCopy;
        try (StreamDriver driver = driver(1)) {
            driver.pollRows(3);
            inCopy = driver.position();
        }
        awaitOpen(0);
        shard.transaction(tx -> tx.delete("customer", "k100"));
        shard.stopQueryService();
        try (StreamDriver driver = driver(2, inCopy, RowSelection.all(), new Never())) {
            // Once before MySQL may be asked, and twice as it does not answer.
            for (int pause = 0; pause < 3; pause++) {
                driver.awaitPauseOfRetry();
                awaitOpen(0);
                driver.passPause();
            }
            assertThatThrownBy(() -> driver.pollRows(1)).isInstanceOf(VitessException.class);
            awaitOpen(0);
        }
    }

    @Test
    void aStreamThatVtgateEnds() {
        try (StreamDriver driver = driver(1, inLog(), RowSelection.all(), new Never())) {
            driver.learnColumns();
            shard.transaction(tx -> tx.insert("customer", "k500"));
            driver.pollRows(1);
            vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate is restarted"));
            driver.awaitPauseOfRetry();
            awaitOpen(0);

            driver.passPause();
            awaitOpen(1);
            shard.transaction(tx -> tx.insert("customer", "k501"));
            driver.pollRows(1);
        }
        awaitOpen(0);
    }

    @Test
    void theEndOfACopy() {
        try (StreamDriver driver = driver(0)) {
            driver.pollRows(100);
            driver.awaitPauseOfRetry();
            awaitOpen(0);

            driver.passPause();
            shard.transaction(tx -> tx.insert("customer", "k500"));
            driver.pollRows(1);
            awaitOpen(1);
        }
    }

    @Test
    void whatCannotBeRead() {
        try (StreamDriver driver = driver(0, inLog(), RowSelection.all(), new Never())) {
            driver.learnColumns();
            shard.ddl("customer", "truncate table customer");

            assertThatThrownBy(() -> driver.pollRows(1)).isInstanceOf(StreamFormatException.class);
            awaitOpen(0);
        }
    }

    @Test
    void anErrorForGood() {
        try (StreamDriver driver = driver(1, inLog(), RowSelection.all(), new Never())) {
            driver.learnColumns();
            shard.transaction(tx -> tx.insert("customer", "k500"));
            driver.pollRows(1);
            vitess.failStreams(Status.UNAUTHENTICATED);

            assertThatThrownBy(() -> driver.pollRows(100)).isInstanceOf(VitessException.class);
            awaitOpen(0);
        }
    }

    @Test
    void enoughRows() {
        RowSelection rows = new RowSelection(List.of(), "", false, 10);
        try (StreamDriver driver =
                driver(0, ShardPosition.beforeCopy(List.of("customer")), rows, new Never())) {
            driver.pollRows(10);
            assertThat(driver.stream().isFinished()).isTrue();
            awaitOpen(0);
        }
    }

    @Test
    void aJournalBeforeTheEndOfABoundedJob() {
        EndPosition end = new AtGtid(GtidSet.parse(shard.position() + "000"));
        try (StreamDriver driver = driver(0, inLog(), RowSelection.all(), end)) {
            driver.learnColumns();
            keyspace.addShards("-80", "80-");
            keyspace.reshard(List.of("0"), List.of("-80", "80-")).switchTraffic();

            assertThatThrownBy(() -> driver.pollRows(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was resharded");
            awaitOpen(0);
        }
    }

    private ShardPosition inLog() {
        return ShardPosition.inLog(shard.position(), Set.of("customer"));
    }

    private StreamDriver driver(int retries) {
        return driver(
                retries,
                ShardPosition.beforeCopy(List.of("customer")),
                RowSelection.all(),
                new Never());
    }

    private StreamDriver driver(
            int retries, ShardPosition start, RowSelection rows, EndPosition end) {
        return new StreamDriver(vitess, retries, start, rows, end);
    }

    private void awaitOpen(int streams) {
        Waiting.until(
                Duration.ofSeconds(10),
                () -> vitess.openStreams() == streams,
                () -> streams + " streams are open, not " + vitess.openStreams());
    }
}
