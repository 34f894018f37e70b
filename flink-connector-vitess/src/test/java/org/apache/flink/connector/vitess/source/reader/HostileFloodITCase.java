// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.apache.flink.connector.vitess.source.reader.HonestLog.END;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.START;
import static org.apache.flink.connector.vitess.source.reader.HonestLog.rowOf;
import static org.apache.flink.connector.vitess.testing.Responses.copied;
import static org.apache.flink.connector.vitess.testing.Responses.copiedField;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.apache.flink.connector.vitess.client.Budgets;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that never stops sending: each fetch comes back, and what is held stays within the
 * memory budget, or within a bound on the heap where the budget does not count (D22 of the fault
 * matrix).
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileFloodITCase {

    private static final long BUDGET = 1 << 20;
    private static final String LONG_TEXT = "x".repeat(1000);
    private static final VEvent BEGIN = event(VEventType.BEGIN);

    private final AtomicLong sent = new AtomicLong();
    private final Semaphore activity = new Semaphore(0);
    private MemoryBudget budget = new MemoryBudget(BUDGET);
    private boolean emits = true;
    private final RegisteredMetrics metrics = new RegisteredMetrics();
    private long rows;
    private long polls;

    /** Sends responses without end; each is made from its number. */
    private ScriptedVtgate endless(LongFunction<byte[]> responses) {
        return new ScriptedVtgate(
                (request, peer) -> {
                    while (peer.send(responses.apply(sent.get()))) {
                        sent.incrementAndGet();
                    }
                },
                HonestLog::answer);
    }

    /** Polls as a fetcher does until so many responses were sent, and emits all rows. */
    private void pollUntil(ScriptedVtgate vtgate, ShardPosition start, long responses)
            throws Exception {
        try (VitessClient client =
                        VitessClient.forStreams(
                                HostileReader.connection(List.of(vtgate.endpoint())), BUDGET);
                BackgroundQuestions questions = new BackgroundQuestions();
                ShardStream stream =
                        new ShardStream(
                                new StreamContext(
                                        HostileReader.config(List.of(vtgate.endpoint()), 0),
                                        false,
                                        client,
                                        questions,
                                        budget,
                                        activity::release,
                                        System::nanoTime),
                                new VitessSplit(HostileReader.SHARD, start),
                                () -> start,
                                new ReaderMetrics(metrics.reader(), System::nanoTime, () -> 0)
                                        .shard(HostileReader.SHARD, start))) {
            while (sent.get() < responses) {
                assertThat(activity.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                activity.drainPermits();
                for (FetchedBatch batch : stream.poll(budget.bytesPerFetch())) {
                    rows += batch.changes().changes().size();
                    if (emits) {
                        batch.release().run();
                    }
                }
                polls++;
                assertThat(Budgets.used(budget))
                        .as("held after %d responses", sent.get())
                        .isLessThanOrEqualTo(BUDGET + MARGIN);
            }
        }
    }

    /** One response more than fits, as the size of the next shows only while it comes. */
    private static final long MARGIN = 512 << 10;

    @Test
    void responsesWithoutEvents() throws Exception {
        try (ScriptedVtgate vtgate = endless(i -> response())) {
            pollUntil(vtgate, HonestLog.start(), 50_000);
        }
        assertThat(polls).as("polls that came back").isGreaterThan(20);
    }

    @Test
    void heartbeats() throws Exception {
        try (ScriptedVtgate vtgate = endless(i -> response(event(VEventType.HEARTBEAT)))) {
            pollUntil(vtgate, HonestLog.start(), 50_000);
        }
    }

    @Test
    void transactionsThatOnlyBegin() throws Exception {
        try (ScriptedVtgate vtgate =
                endless(i -> response(BEGIN, field("a"), rowOf(START + 1, LONG_TEXT)))) {
            long before = heap();
            try (HostileReader reader =
                    new HostileReader(vtgate.endpoint(), HonestLog.start(), 0)) {
                while (sent.get() < 30_000) {
                    reader.fetch();
                }
                assertThat(reader.read(0)).as("the row, which comes again").hasSizeLessThan(2);
                assertThat(heap() - before).as("heap for 30 MB of rows").isLessThan(8 << 20);
            }
        }
    }

    @Test
    void aTransactionWithoutEnd() throws Exception {
        try (ScriptedVtgate vtgate =
                endless(
                        i ->
                                i == 0
                                        ? response(BEGIN, field("a"))
                                        : response(rowOf(START + 1, LONG_TEXT + i)))) {
            pollUntil(vtgate, HonestLog.start(), 20_000);
        }
        assertThat(rows).isGreaterThan(15_000);
    }

    /** The oracle of the others: what is not emitted is seen where the budget has no end. */
    @Test
    void withoutABudgetTheBoundIsExceeded() throws Exception {
        budget = new MemoryBudget(1 << 30);
        emits = false;
        try (ScriptedVtgate vtgate =
                endless(
                        i ->
                                i == 0
                                        ? response(BEGIN, field("a"))
                                        : response(rowOf(START + 1, LONG_TEXT + i)))) {
            assertThatThrownBy(() -> pollUntil(vtgate, HonestLog.start(), 20_000))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("held after");
        }
    }

    @Test
    void aCopiedBatchWithoutEnd() throws Exception {
        try (ScriptedVtgate vtgate =
                endless(
                        i ->
                                i == 0
                                        ? response(BEGIN, copiedField("a"))
                                        : response(copied("a", row("1" + i, LONG_TEXT))))) {
            assertThatThrownBy(() -> pollUntilHeapIsFull(vtgate))
                    .isInstanceOf(StreamFormatException.class)
                    .hasMessageContaining("shop/-80")
                    .hasMessageContaining("were copied without a position after them");
        }
    }

    /** The open copied batch is not of the budget: it has a bound of its own. */
    private void pollUntilHeapIsFull(ScriptedVtgate vtgate) throws Exception {
        try (HostileReader reader =
                new HostileReader(vtgate.endpoint(), ShardPosition.beforeCopy(List.of("a")), 0)) {
            while (sent.get() < 100_000) {
                reader.fetch();
            }
        }
    }

    @Test
    void columnsOfMoreAndMoreTables() throws Exception {
        long before = heap();
        try (ScriptedVtgate vtgate = endless(i -> response(field("t" + i + LONG_TEXT)));
                HostileReader reader = new HostileReader(vtgate.endpoint(), HonestLog.start(), 0)) {
            while (sent.get() < 30_000) {
                reader.fetch();
            }
            assertThat(heap() - before).as("heap for 60 MB of tables").isLessThan(16 << 20);
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void responsesWithoutEventsBeforeTheRows() throws Exception {
        try (ScriptedVtgate vtgate =
                        new ScriptedVtgate(
                                (request, peer) -> {
                                    for (int i = 0; i < 20_000; i++) {
                                        peer.send(response());
                                    }
                                    HonestLog.play(request, peer);
                                },
                                HonestLog::answer);
                HostileReader reader = new HostileReader(vtgate.endpoint(), HonestLog.start(), 0)) {
            assertThat(reader.read(END - START)).isEqualTo(HonestLog.lines(START + 1));
        }
    }

    /** The question for the current positions ends with its time, and holds nothing meanwhile. */
    @Test
    void answersToTheQuestionForThePosition() throws Exception {
        long before = heap();
        AtomicLong most = new AtomicLong();
        String longer = LONG_TEXT.repeat(100);
        try (ScriptedVtgate vtgate =
                        endless(
                                i -> {
                                    if (i % 50 == 49) {
                                        most.accumulateAndGet(heap() - before, Math::max);
                                    }
                                    return response(
                                            vgtid("shop", i + longer, HonestLog.gtid(6), null));
                                });
                VitessClient client =
                        new VitessClient(HostileReader.connection(List.of(vtgate.endpoint())))) {
            assertThatThrownBy(
                            () ->
                                    client.currentPosition(
                                            HostileReader.SHARD, List.of("a"), TabletType.PRIMARY))
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("shop/-80")
                    .hasMessageContaining("did not answer in time");
            System.out.printf(
                    "%d answers sent, at most %d bytes more on the heap%n", sent.get(), most.get());
            assertThat(most.get())
                    .as("heap while each answer takes 100 KB")
                    .isLessThan((4 << 20) + sent.get() * 25_000);
        }
    }
}
