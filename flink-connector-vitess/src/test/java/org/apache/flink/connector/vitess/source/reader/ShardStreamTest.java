// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the stream of a shard outlives its connections. The clock is the test's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShardStreamTest {

    private static final Shard SHARD = new Shard("shop", "0");

    private static final Duration SILENCE = RetryPolicy.of(1, Duration.ofSeconds(1)).silence();

    private final AtomicLong clock = new AtomicLong();
    private final Semaphore activity = new Semaphore(0);
    private final RegisteredMetrics metrics = new RegisteredMetrics();
    private final BackgroundQuestions questions = new BackgroundQuestions();
    private EmbeddedVitess vitess;
    private ShopTables tables;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        tables = new ShopTables(vitess.createKeyspace("shop", "0"), "customer");
        tables.insert("customer", 1, 3);
    }

    @AfterEach
    void stop() {
        questions.close();
        vitess.close();
    }

    @Test
    void aConnectionThatIsSilentForTooLongIsOpenedAgain() throws Exception {
        try (VitessClient client = client(vitessEndpoint());
                ShardStream stream = stream(client, 1)) {
            readCopy(stream);
            awaitHeartbeat(stream);
            clock.addAndGet(SILENCE.toNanos() + 1);
            poll(stream);
            tables.insert("customer", 4, 5);
            assertThat(stream.nanosToDeadline()).as("pause before the retry").isPositive();

            clock.addAndGet(stream.nanosToDeadline());
            assertThat(pollRows(stream, 2)).isEqualTo(2);
        }
    }

    @Test
    void aPeerThatAcceptsAndSaysNothingFailsTheStreamInTheEnd() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                VitessClient client = client(new Endpoint("127.0.0.1", mute.getLocalPort()));
                ShardStream stream = stream(client, 0)) {
            poll(stream);
            clock.addAndGet(SILENCE.toNanos() + 1);

            assertThatThrownBy(() -> poll(stream))
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("shop/0")
                    .hasMessageContaining("not even a heartbeat");
        }
    }

    @Test
    void attemptsAreBoundedAndProgressStartsTheCountAgain() throws Exception {
        try (VitessClient client = client(vitessEndpoint());
                ShardStream stream = stream(client, 1)) {
            readCopy(stream);
            for (int round = 0; round < 3; round++) {
                breakStream(stream);
                clock.addAndGet(stream.nanosToDeadline());
                tables.insert("customer", 10 + round, 10 + round);
                assertThat(pollRows(stream, 1)).isEqualTo(1);
            }
            vitess.close();
            awaitClosed(stream);
            clock.addAndGet(stream.nanosToDeadline());

            assertThatThrownBy(() -> pollRows(stream, 1))
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("shop/0");
        }
    }

    /** Only heartbeats come: the shard has no transactions. */
    @Test
    void aHealthyStreamOfAQuietShardStartsTheCountAgain() throws Exception {
        try (VitessClient client = client(vitessEndpoint());
                ShardStream stream = stream(client, 1)) {
            readCopy(stream);
            breakStream(stream);
            clock.addAndGet(stream.nanosToDeadline());
            poll(stream);
            awaitHeartbeat(stream);
            activity.drainPermits();
            awaitActivity();
            clock.addAndGet(Backoff.HEALTHY.toNanos());
            assertThat(metric("retryAttempt")).isEqualTo(1);
            poll(stream);
            assertThat(metric("retryAttempt")).isEqualTo(0);

            breakStream(stream);
            clock.addAndGet(stream.nanosToDeadline());
            tables.insert("customer", 4, 4);
            assertThat(pollRows(stream, 1)).isEqualTo(1);
        }
    }

    @Test
    void theNextAttemptGoesToTheNextEndpoint() throws Exception {
        try (VitessClient client = client(closedEndpoint(), vitessEndpoint());
                ShardStream stream = stream(client, 1)) {
            awaitClosed(stream);
            clock.addAndGet(stream.nanosToDeadline());

            readCopy(stream);
        }
    }

    @Test
    void aShardThatCannotBeAskedForItsColumnsIsAskedAgain() throws Exception {
        try (VitessClient client = client(closedEndpoint());
                ShardStream stream = stream(client, 1, inLog())) {
            awaitClosed(stream);
            assertThat(metric("retryAttempt")).isEqualTo(1);
            clock.addAndGet(stream.nanosToDeadline());
            assertThat(poll(stream)).isEmpty();

            assertThatThrownBy(() -> awaitClosed(stream))
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("Cannot list the shards")
                    .hasMessageContaining("nothing accepts connections");
        }
    }

    @Test
    void theLogsStreamIsOpenedAPauseAfterTheCopys() throws Exception {
        try (VitessClient client = client(vitessEndpoint());
                ShardStream stream = stream(client, 0)) {
            assertThat(pollRows(stream, 3)).isEqualTo(3);
            awaitClosed(stream);
            tables.insert("customer", 4, 4);
            assertThat(poll(stream)).as("batches during the pause").isEmpty();
            assertThat(isOpen(stream)).as("open during the pause").isFalse();

            clock.addAndGet(stream.nanosToDeadline());
            assertThat(pollRows(stream, 1)).isEqualTo(1);
        }
    }

    @Test
    void eachReconnectIsCounted() throws Exception {
        try (VitessClient client = client(vitessEndpoint());
                ShardStream stream = stream(client, 1)) {
            readCopy(stream);
            assertThat(metric("reconnects")).as("after the copy").isEqualTo(0L);
            for (int round = 1; round <= 3; round++) {
                breakStream(stream);
                assertThat(metric("reconnects")).isEqualTo((long) round);
                assertThat(metric("retryAttempt")).isEqualTo(1);

                clock.addAndGet(stream.nanosToDeadline());
                tables.insert("customer", 10 + round, 10 + round);
                pollRows(stream, 1);
                assertThat(metric("retryAttempt")).isEqualTo(0);
            }
        }
    }

    @Test
    void aPausedStreamIsSeenToBeSilent() throws Exception {
        try (VitessClient client = client(vitessEndpoint());
                ShardStream stream = stream(client, 1)) {
            readCopy(stream);
            tables.insert("customer", 4, 4);
            pollRows(stream, 1);
            assertThat(metric("secondsSinceLastEvent")).isEqualTo(0L);

            stream.pause(true);
            tables.insert("customer", 5, 5);
            clock.addAndGet(Duration.ofSeconds(7).toNanos());
            poll(stream);
            assertThat(metric("secondsSinceLastEvent")).isEqualTo(7L);
            assertThat(metric("secondsSinceLastResponse")).isEqualTo(7L);

            stream.pause(false);
            pollRows(stream, 1);
            assertThat(metric("secondsSinceLastEvent")).isEqualTo(0L);
            assertThat(metric("secondsSinceLastResponse")).isEqualTo(0L);
        }
    }

    @Test
    void aTransactionWithoutRowsOfCapturedTablesIsAnEvent() throws Exception {
        try (VitessClient client = client(vitessEndpoint());
                ShardStream stream = stream(client, 1)) {
            readCopy(stream);
            tables.insert("customer", 4, 4);
            pollRows(stream, 1);
            clock.addAndGet(Duration.ofSeconds(7).toNanos());
            assertThat(metric("secondsSinceLastEvent")).isEqualTo(7L);

            vitess.shard("shop", "0").transaction(tx -> {});
            while (!metric("secondsSinceLastEvent").equals(0L)) {
                awaitActivity();
                assertThat(poll(stream)).allMatch(batch -> batch.changes().changes().isEmpty());
            }
        }
    }

    @Test
    void theMetricsOfAShardEndWithItsStream() throws Exception {
        try (VitessClient client = client(vitessEndpoint())) {
            ShardStream stream = stream(client, 1);
            readCopy(stream);
            assertThat(metric("numSnapshotRecords")).isEqualTo(3L);

            stream.close();
            assertThat(metrics.values("reader.VitessSource.")).isEmpty();
        }
    }

    @Test
    void aStreamThatCannotBeReadIsCounted() throws Exception {
        try (VitessClient client = client(vitessEndpoint());
                ShardStream stream = stream(client, 1)) {
            readCopy(stream);
            vitess.shard("shop", "0").ddl("customer", "truncate table customer");

            assertThatThrownBy(() -> pollRows(stream, 1)).isInstanceOf(StreamFormatException.class);
            assertThat(metrics.reader().getNumRecordsInErrorsCounter().getCount()).isEqualTo(1);
        }
    }

    private Object metric(String name) {
        return metrics.values("reader.VitessSource.keyspace.shop.shard.0.").get(name);
    }

    /** Takes the copy of the three rows, and opens the log's stream after it. */
    private void readCopy(ShardStream stream) throws InterruptedException {
        assertThat(pollRows(stream, 3)).isEqualTo(3);
        awaitClosed(stream);
        clock.addAndGet(stream.nanosToDeadline());
        poll(stream);
    }

    /** Breaks the connection, also one that is just being opened. */
    private void breakStream(ShardStream stream) throws InterruptedException {
        while (isOpen(stream)) {
            vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate is restarted"));
            activity.tryAcquire(100, TimeUnit.MILLISECONDS);
            poll(stream);
        }
    }

    /** Polls until the stream is closed and waits to be opened again. */
    private void awaitClosed(ShardStream stream) throws InterruptedException {
        while (isOpen(stream)) {
            awaitActivity();
            poll(stream);
        }
    }

    /** After each response an open stream may be silent for the whole time again. */
    private static boolean isOpen(ShardStream stream) {
        return stream.nanosToDeadline() == SILENCE.toNanos();
    }

    private int pollRows(ShardStream stream, int count) throws InterruptedException {
        int rows = 0;
        while (rows < count) {
            List<FetchedBatch> batches = poll(stream);
            rows += batches.stream().mapToInt(b -> b.changes().changes().size()).sum();
            if (batches.isEmpty()) {
                awaitActivity();
            }
        }
        return rows;
    }

    /** Polls once, and lets the batches be emitted. */
    private static List<FetchedBatch> poll(ShardStream stream) {
        List<FetchedBatch> batches = stream.poll(Long.MAX_VALUE);
        batches.forEach(batch -> batch.release().run());
        return batches;
    }

    /** Takes what comes after the last row: the end of the copy, heartbeats. */
    /** Waits for the first response since the clock moved. */
    private void awaitHeartbeat(ShardStream stream) throws InterruptedException {
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        while (!metric("secondsSinceLastResponse").equals(0L)) {
            awaitActivity();
            assertThat(poll(stream)).isEmpty();
        }
    }

    private void awaitActivity() throws InterruptedException {
        assertThat(activity.tryAcquire(20, TimeUnit.SECONDS)).as("something arrived").isTrue();
    }

    private ShardStream stream(VitessClient client, int retries) {
        return stream(client, retries, ShardPosition.beforeCopy(List.of("customer")));
    }

    private ShardPosition inLog() {
        return ShardPosition.inLog(vitess.shard("shop", "0").position(), List.of("customer"));
    }

    private ShardStream stream(VitessClient client, int retries, ShardPosition start) {
        return new ShardStream(
                new StreamContext(
                        Configs.of(Configs.connection(vitessEndpoint()), retries, "customer"),
                        false,
                        client,
                        questions,
                        new MemoryBudget(ReaderConfig.DEFAULT_BUFFER_BYTES),
                        activity::release,
                        clock::get),
                new VitessSplit(SHARD, start),
                () -> start,
                new ReaderMetrics(metrics.reader(), clock::get, clock::get).shard(SHARD, start));
    }

    private static VitessClient client(Endpoint... endpoints) {
        return new VitessClient(Configs.connection(endpoints));
    }

    private Endpoint vitessEndpoint() {
        return new Endpoint(vitess.host(), vitess.port());
    }

    private static Endpoint closedEndpoint() {
        return new Endpoint("127.0.0.1", Ports.next());
    }
}
