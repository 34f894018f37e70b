// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;

/** Polls the stream of the shard {@code shop/0}, as a fetcher does. The clock is the test's. */
final class StreamDriver implements AutoCloseable {

    private static final Shard SHARD = new Shard("shop", "0");

    private final AtomicLong clock = new AtomicLong();
    private final Semaphore activity = new Semaphore(0);
    private final RegisteredMetrics metrics = new RegisteredMetrics();
    private final VitessClient client;
    private final BackgroundQuestions questions = new BackgroundQuestions();
    private final ShardStream stream;
    private ShardPosition position;

    StreamDriver(
            EmbeddedVitess vitess,
            int retries,
            ShardPosition start,
            RowSelection rows,
            EndPosition end) {
        this(vitess, retries, start, rows, end, ReaderConfig.defaults());
    }

    StreamDriver(
            EmbeddedVitess vitess,
            int retries,
            ShardPosition start,
            RowSelection rows,
            EndPosition end,
            ReaderConfig reader) {
        ConnectionConfig connection =
                Configs.connection(new Endpoint(vitess.host(), vitess.port()));
        client = new VitessClient(connection);
        position = start;
        stream =
                new ShardStream(
                        new StreamContext(
                                Configs.of(connection, retries, rows, reader, "customer"),
                                false,
                                client,
                                questions,
                                new MemoryBudget(ReaderConfig.DEFAULT_BUFFER_BYTES),
                                activity::release,
                                clock::get),
                        new VitessSplit(SHARD, start, end),
                        () -> start,
                        new ReaderMetrics(metrics.reader(), clock::get, clock::get)
                                .shard(SHARD, start));
    }

    /**
     * Polls until the columns of the tables are known, as far as they can be, and the stream is
     * open. Only for a start in the log without them.
     */
    void learnColumns() {
        while (poll().isEmpty()) {
            awaitActivity();
        }
        if (stream.nanosToDeadline() < Configs.SILENCE.toNanos()) {
            passPause();
        }
    }

    ShardStream stream() {
        return stream;
    }

    /** The position after all batches that were polled. */
    ShardPosition position() {
        return position;
    }

    Object metric(String name) {
        return metrics.values("reader.VitessSource.keyspace.shop.shard.0.").get(name);
    }

    /** Polls until at least as many rows have come. */
    int pollRows(int count) {
        int rows = 0;
        while (rows < count) {
            List<FetchedBatch> batches = poll();
            rows += batches.stream().mapToInt(b -> b.changes().changes().size()).sum();
            if (batches.isEmpty()) {
                awaitActivity();
            }
        }
        return rows;
    }

    /** Polls for one response, and lets its batches be emitted. */
    List<FetchedBatch> poll() {
        List<FetchedBatch> batches = stream.poll(1);
        for (FetchedBatch batch : batches) {
            position = batch.changes().after();
            batch.release().run();
        }
        return batches;
    }

    /** Polls until the stream is closed and waits to be opened again. */
    void awaitPauseOfRetry() {
        while (stream.nanosToDeadline() >= Configs.SILENCE.toNanos()) {
            awaitActivity();
            poll();
        }
    }

    /** Lets time pass. */
    void pass(Duration time) {
        long end = clock.get() + time.toNanos();
        passUntil(() -> clock.get() >= end);
    }

    /**
     * Lets time pass until a condition holds, five times as fast as answers and heartbeats come.
     */
    void passUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            clock.addAndGet(Duration.ofMillis(100).toNanos());
            poll();
            try {
                activity.tryAcquire(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Lets the pause before the next attempt pass, and opens the stream. */
    void passPause() {
        clock.addAndGet(stream.nanosToDeadline());
        poll();
    }

    void awaitActivity() {
        try {
            assertThat(activity.tryAcquire(20, TimeUnit.SECONDS)).as("something came").isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stream.close();
        questions.close();
        client.close();
    }
}
