// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private static final int MIB = 1 << 20;
    private static final int USUAL = (int) MemoryBudget.USUAL;

    private final MemoryBudget budget = new MemoryBudget(8 * MIB);
    private final List<Stream> turns = new ArrayList<>();

    /** A call that only counts what is reported to it. */
    private final class Stream implements BudgetedCall {
        private final MemoryBudget.Share share = budget.share(() -> turns.add(this));
        private int requests;
        private boolean crowdedOut;

        Stream open() {
            share.open(this);
            return this;
        }

        @Override
        public void request() {
            requests++;
        }

        @Override
        public void crowdOut() {
            crowdedOut = true;
        }

        void receive(int size) {
            share.coming(size);
            if (!crowdedOut) {
                share.arrived(size);
            }
        }

        void emit(int size) {
            share.polled(size);
            share.release(share.handOver());
        }
    }

    private List<Stream> streams(int count) {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(new Stream().open());
        }
        return streams;
    }

    @Test
    void oneStreamFillsTheBudgetAndNoMore() {
        Stream stream = new Stream().open();
        int received = 0;
        while (stream.share.awaitsResponse()) {
            stream.receive(USUAL);
            received++;
        }

        assertThat(received).isBetween(28, 31);
        assertThat(budget.used()).isLessThanOrEqualTo(8 * MIB);
        stream.emit(USUAL);
        assertThat(stream.share.awaitsResponse()).isTrue();
    }

    @Test
    void streamsGetFairParts() {
        List<Stream> streams = streams(4);
        streams.forEach(stream -> stream.receive(USUAL));
        Stream greedy = streams.get(0);
        int received = 1;
        while (greedy.share.awaitsResponse()) {
            greedy.receive(USUAL);
            received++;
        }

        assertThat(received).isBetween(6, 8);
        assertThat(streams.get(3).share.awaitsResponse()).isTrue();
    }

    @Test
    void whoHoldsNothingMayAlwaysAsk() {
        List<Stream> streams = streams(100);

        assertThat(streams).allMatch(stream -> stream.requests == 1);
    }

    @Test
    void aResponseLargerThanTheBudgetPassesAlone() {
        List<Stream> streams = streams(3);
        streams.forEach(stream -> stream.receive(20 * MIB));

        assertThat(streams)
                .extracting(stream -> stream.crowdedOut)
                .containsExactly(false, true, true);
        assertThat(budget.used()).isLessThan(21 * MIB);
        streams.get(1).share.keepTurn().close();
        streams.get(2).share.keepTurn().close();
        assertThat(streams.get(1).share.hasTurn()).isFalse();

        streams.get(0).emit(20 * MIB);
        assertThat(turns).contains(streams.get(1)).doesNotContain(streams.get(2));
        assertThat(streams.get(1).share.hasTurn()).isTrue();
        Stream again = new Stream();
        again.share.inPlaceOf(streams.get(1).share);
        again.open().receive(USUAL);
        again.emit(USUAL);
        again.receive(20 * MIB);
        assertThat(again.crowdedOut).isFalse();
        assertThat(streams.get(2).share.hasTurn()).isFalse();

        again.emit(20 * MIB);
        assertThat(streams.get(2).share.hasTurn()).isTrue();
    }

    @Test
    void aStreamThatEndsBeforeItsTurnHoldsNoOtherUp() {
        List<Stream> streams = streams(3);
        streams.forEach(stream -> stream.receive(20 * MIB));
        streams.get(1).share.close();
        streams.get(2).share.keepTurn().close();

        streams.get(0).emit(20 * MIB);
        assertThat(streams.get(2).share.hasTurn()).isTrue();
    }

    @Test
    void theRestOfALargeGroupMayCome() {
        Stream stream = new Stream().open();
        stream.receive(20 * MIB);
        stream.share.polled(20 * MIB);

        assertThat(stream.share.awaitsResponse()).as("nothing was handed over").isTrue();
    }

    @Test
    void halfOfTheBudgetMayBeHeldBack() {
        List<Stream> streams = streams(2);

        assertThat(streams.get(0).share.mayHold(3 * MIB)).isTrue();
        assertThat(streams.get(1).share.mayHold(2 * MIB)).isFalse();
        assertThat(streams.get(1).share.mayHold(MIB)).isTrue();
        streams.get(0).share.handOver();
        assertThat(streams.get(1).share.mayHold(4 * MIB)).isTrue();
    }

    @Test
    void nothingIsLeftOfStreamsThatHaveEnded() {
        List<Stream> streams = streams(2);
        streams.get(0).receive(USUAL);
        streams.get(0).receive(3 * MIB);
        streams.get(0).share.polled(USUAL);
        long emitting = streams.get(0).share.handOver();
        streams.get(1).share.coming(7 * MIB);
        streams.forEach(stream -> stream.share.close());

        assertThat(budget.used()).isEqualTo(emitting);
        streams.get(0).share.release(emitting);
        assertThat(budget.used()).isZero();
        assertThat(streams.get(0).share.arrived(USUAL)).isFalse();
    }
}
