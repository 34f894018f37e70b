// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.grpc.Status;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.vitess.client.Budgets;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.decode.HostileStreams;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged responses through the socket: each stream is read or fails with a text, within the memory
 * budget (D22 of the fault matrix). What is read of one response is checked where it is decoded.
 *
 * <p>{@code -Dseed} repeats one seed.
 */
class HostileFuzzITCase {

    private static final int RESPONSES_PER_STREAM = 20;

    private final AtomicLong seed = new AtomicLong(Seed.choose());
    private final AtomicLong sent = new AtomicLong();
    private final Semaphore activity = new Semaphore(0);
    private final ReaderMetrics metrics =
            new ReaderMetrics(new RegisteredMetrics().reader(), System::nanoTime, () -> 0);
    private int ended;
    private int refused;
    private long rows;

    @Test
    @Fault("D22")
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedResponses(Figures figures) throws Exception {
        fuzz(1_000, figures);
    }

    @Test
    @Tag("long")
    @Fault("D22")
    @Timeout(value = 2400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMillionDamagedResponses(Figures figures) throws Exception {
        fuzz(1_000_000, figures);
    }

    private void fuzz(long messages, Figures figures) throws Exception {
        try (ScriptedVtgate vtgate = new ScriptedVtgate(this::play, HonestLog::answer);
                VitessClient client =
                        VitessClient.forStreams(
                                HostileReader.connection(List.of(vtgate.endpoint())), 1 << 20);
                BackgroundQuestions questions = new BackgroundQuestions()) {
            do {
                readSeed(
                        new StreamContext(
                                HostileReader.config(List.of(vtgate.endpoint()), 0),
                                false,
                                client,
                                questions,
                                new MemoryBudget(1 << 20),
                                activity::release,
                                System::nanoTime));
                seed.incrementAndGet();
            } while (!Seed.isGiven() && sent.get() < messages);
        }
        System.out.printf(
                "Up to seed %d: %d responses, %d rows, %d streams to the end, %d refused%n",
                seed.get() - 1, sent.get(), rows, ended, refused);
        figures.add("responses", sent.get());
        figures.add("responses that were refused", refused);
        if (!Seed.isGiven()) {
            assertThat(List.of(ended, refused)).as("streams").allMatch(count -> count > 0);
        }
    }

    private void play(byte[] request, ScriptedVtgate.Peer peer) throws Exception {
        HostileStreams stream = new HostileStreams(seed.get());
        for (int i = 0; i < RESPONSES_PER_STREAM && peer.send(stream.next()); i++) {
            sent.incrementAndGet();
        }
        peer.end(Status.ABORTED.withDescription("the last response"));
    }

    private void readSeed(StreamContext context) throws Exception {
        VitessSplit split =
                new VitessSplit(HostileReader.SHARD, new HostileStreams(seed.get()).start());
        try (ShardStream stream =
                new ShardStream(
                        context,
                        split,
                        split::position,
                        metrics.shard(HostileReader.SHARD, split.position()))) {
            read(stream, context.budget());
            ended++;
        } catch (StreamFormatException e) {
            assertThat(e).as("seed %d", seed.get()).hasMessageContaining("shop/-80");
            refused++;
        } catch (VitessException e) {
            assertThat(e).as("seed %d", seed.get()).hasMessageContaining("shop/-80");
            ended++;
        } catch (RuntimeException | Error e) {
            fail("Seed " + seed.get() + ": no way to fail", e);
        }
        assertThat(Budgets.used(context.budget()))
                .as("seed %d: held at the end", seed.get())
                .isLessThan(2 << 20);
    }

    private void read(ShardStream stream, MemoryBudget budget) throws InterruptedException {
        while (!stream.isFinished()) {
            for (FetchedBatch batch : stream.poll(budget.bytesPerFetch())) {
                rows += batch.changes().changes().size();
                batch.release().run();
            }
            long nanos = Math.min(stream.nanosToDeadline(), TimeUnit.SECONDS.toNanos(20));
            if (activity.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                activity.drainPermits();
            }
        }
    }
}
