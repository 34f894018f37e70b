// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who reads what. */
class AssignedSplitsTest {

    private final AssignedSplits splits = new AssignedSplits();

    @Test
    void splitsAreCountedByWhetherTheyCopy() {
        splits.put(0, "k/-80", true);
        splits.put(1, "k/80-", true);
        splits.put(1, "k/80-", false);

        assertThat(splits.copying()).isEqualTo(1);
        assertThat(splits.streaming()).isEqualTo(1);
    }

    @Test
    void whatEndedAndWhatAFailedReaderReadCountsNoMore() {
        splits.put(0, "k/-40", false);
        splits.put(0, "k/40-80", false);
        splits.put(1, "k/80-", false);

        splits.remove(0, "k/-40");
        splits.remove(1, "k/-40");
        assertThat(splits.streaming()).isEqualTo(2);
        splits.forget(0);
        assertThat(splits.streaming()).isEqualTo(1);
    }

    @Test
    void theReaderWithTheFewestSplitsIsTheFirstOfThese() {
        splits.put(0, "k/-40", false);
        splits.put(0, "k/40-80", false);
        splits.put(1, "k/80-", false);

        assertThat(splits.leastLoaded(Set.of(0, 1))).isEqualTo(1);
        assertThat(splits.leastLoaded(Set.of(0))).isEqualTo(0);
        assertThat(splits.leastLoaded(Set.of(0, 1, 2, 3))).isEqualTo(2);
    }
}
