// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShardHistoryTest {

    private static final String SERVER = "MySQL56/00000000-0000-0000-0000-000000000001:";
    private static final String NONE = "MySQL56/";

    @Test
    void includesThePositionsThatItHasPassed() {
        ShardHistory history = new ShardHistory(SERVER + "1-9", NONE);

        assertThat(history.includes(SERVER + "1-9")).isTrue();
        assertThat(history.includes(SERVER + "1-10")).isFalse();
    }

    @Test
    void isReachedByThePositionAtItsEnd() {
        ShardHistory history = new ShardHistory(SERVER + "1-9", NONE);

        assertThat(history.isReachedBy(SERVER + "1-9")).isTrue();
        assertThat(history.isReachedBy(SERVER + "1-8")).isFalse();
    }

    @Test
    void isLoggedFromThePositionsAfterWhatWasPurged() {
        ShardHistory history = new ShardHistory(SERVER + "1-9", SERVER + "1-5");

        assertThat(history.isLoggedFrom(SERVER + "1-5")).isTrue();
        assertThat(history.isLoggedFrom(SERVER + "1-4")).isFalse();
    }

    @Test
    void aServerWithoutTransactionsIncludesNothingAndHasPurgedNothing() {
        ShardHistory history = new ShardHistory(NONE, NONE);

        assertThat(history.includes(SERVER + "1")).isFalse();
        assertThat(history.isReachedBy(SERVER + "1")).isTrue();
        assertThat(history.isLoggedFrom(SERVER + "1")).isTrue();
    }
}
