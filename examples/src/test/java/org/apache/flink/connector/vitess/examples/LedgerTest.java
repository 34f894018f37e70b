// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LedgerTest {

    private long now;
    private final Ledger ledger = new Ledger(() -> now);

    @Test
    void whatComesOnceAndInOrderIsGood() {
        write(3);
        see(1);
        see(2);
        assertThat(ledger.isSettled()).isFalse();
        see(3);

        assertThat(ledger.isSettled()).isTrue();
        assertThat(ledger.verdict()).isEqualTo(new Ledger.Verdict(1, 3, 0, 0));
        assertThat(ledger.verdict())
                .hasToString("1 rows seen, 3 versions checked: none lost, none twice");
    }

    @Test
    void aCopiedRowStandsForItsChangesBefore() {
        write(2);
        ledger.seen(new Arrival("-80", "customer", true, 7, 2, ""));

        assertThat(ledger.isSettled()).isTrue();
        assertThat(ledger.verdict().isGood()).isTrue();
    }

    @Test
    void aGapIsALostChange() {
        write(3);
        see(1);
        see(3);

        assertThat(ledger.verdict()).isEqualTo(new Ledger.Verdict(1, 2, 1, 0));
        assertThat(ledger.verdict().isGood()).isFalse();
        assertThat(ledger.faults()).containsExactly("customer 7: version 2 is lost");
    }

    @Test
    void whatComesAgainIsReported() {
        write(2);
        see(1);
        see(2);
        see(2);

        assertThat(ledger.verdict()).isEqualTo(new Ledger.Verdict(1, 3, 0, 1));
        assertThat(ledger.verdict().isGood()).isFalse();
        assertThat(ledger.faults()).containsExactly("customer 7: version 2 came twice");
    }

    @Test
    void whatDoesNotComeIsLostAfterAMinute() {
        write(1);
        now = Ledger.PATIENCE.toNanos();
        assertThat(ledger.verdict().isGood()).isTrue();
        now++;

        assertThat(ledger.verdict()).isEqualTo(new Ledger.Verdict(0, 0, 1, 0));
        assertThat(ledger.verdict().lost()).as("counted once").isEqualTo(1);
        assertThat(ledger.faults()).containsExactly("customer 7: version 1 is lost");
    }

    @Test
    void aRowThatNobodyWroteIsRefused() {
        assertThatThrownBy(() -> see(1)).hasMessage("customer 7 came and was never written");
    }

    private void write(int changes) {
        for (int i = 0; i < changes; i++) {
            ledger.written("customer", 7);
        }
    }

    private void see(long version) {
        ledger.seen(new Arrival("-80", "customer", false, 7, version, ""));
    }
}
