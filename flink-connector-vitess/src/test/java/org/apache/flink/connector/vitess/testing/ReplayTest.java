// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The oracle sees each planted fault. */
class ReplayTest {

    private static final List<String> LINES =
            List.of(
                    "-80 t r [1, a]",
                    "-80 t u [1, a] -> [1, b]",
                    "-80 t c [2, x]",
                    "-80 t u [1, b] -> [1, c]",
                    "-80 t u [2, x] -> [3, x]",
                    "-80 t d [1, c]",
                    "-80 t c [1, d]",
                    "-80 t u [1, d] -> [1, e]");

    @Test
    void theLinesLeaveTheirRows() {
        assertThat(Replay.rows(LINES)).isEqualTo(Map.of("t 1", "[1, e]", "t 3", "[3, x]"));
    }

    @Test
    void aLostLineIsSeen() {
        for (int i = 0; i < LINES.size(); i++) {
            List<String> lines = new ArrayList<>(LINES);
            lines.remove(i);
            assertFault(lines, "without line " + i);
        }
    }

    @Test
    void aRepeatedLineIsSeen() {
        for (int i = 0; i < LINES.size(); i++) {
            List<String> lines = new ArrayList<>(LINES);
            lines.add(i, LINES.get(i));
            assertFault(lines, "with line " + i + " twice");
        }
    }

    @Test
    void swappedLinesOfAKeyAreSeen() {
        List<String> lines = new ArrayList<>(LINES);
        Collections.swap(lines, 1, 3);
        assertFault(lines, "with updates swapped");
    }

    /** Seen by the replay, or by the rows that are left. */
    private static void assertFault(List<String> lines, String fault) {
        try {
            assertThat(Replay.rows(lines)).as(fault).isNotEqualTo(Replay.rows(LINES));
        } catch (AssertionError e) {
            assertThat(e).as(fault).hasMessageContaining("the row before");
        }
    }

    @Test
    void whatIsNoChangeIsRefused() {
        assertThatThrownBy(() -> Replay.rows(List.of("nonsense")))
                .hasMessage("Not a change: nonsense");
    }
}
