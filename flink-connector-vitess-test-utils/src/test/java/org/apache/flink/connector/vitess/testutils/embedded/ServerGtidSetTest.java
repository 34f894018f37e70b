// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerGtidSetTest {
    private static final String A = "16b1039f-22b6-11ed-b765-0a43f95f28a3";
    private static final String B = "26b1039f-22b6-11ed-b765-0a43f95f28a3";

    @Test
    void isPrintedInOneFormOnly() {
        String blanks = "MySQL56/%s:7:1-3:4,\n %s:5".formatted(B, A);

        assertThat(ServerGtidSet.parsePosition(blanks).toPosition())
                .isEqualTo("MySQL56/%s:5,%s:1-4:7".formatted(A, B));
    }

    @Test
    void containsAllThatOtherSetsHold() {
        ServerGtidSet set = ServerGtidSet.parsePosition("MySQL56/%s:1-10,%s:5-7".formatted(A, B));

        assertThat(set.containsAll(ServerGtidSet.parsePosition("MySQL56/" + A + ":2-3:9")))
                .isTrue();
        assertThat(set.containsAll(ServerGtidSet.parsePosition("MySQL56/" + B + ":5-8"))).isFalse();
        assertThat(ServerGtidSet.parsePosition("MySQL56/" + A + ":1").containsAll(set)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", A, A + ":", A + ":0-3", A + ":x", "abc:1"})
    void refusesWhatIsNoSet(String text) {
        assertThatThrownBy(() -> ServerGtidSet.parsePosition("MySQL56/" + text))
                .hasMessageStartingWith("invalid MySQL 5.6 GTID set");
    }

    @ParameterizedTest
    @CsvSource({"bare, ''", "Other/1, Other"})
    void refusesUnknownFlavors(String text, String flavor) {
        assertThatThrownBy(() -> ServerGtidSet.parsePosition(text))
                .hasMessage("parse error: unknown GTIDSet flavor \"" + flavor + "\"");
    }

    @Test
    void growsByOneTransactionAtATimeInAnyOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ServerGtidSet set = ServerGtidSet.firstOf(A, 0);
        TreeSet<Long> expected = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            long number = 1 + random.nextInt(100);
            set = set.plus(A, number);
            expected.add(number);
        }

        ServerGtidSet parsed = ServerGtidSet.parsePosition(set.toPosition());
        assertThat(parsed).as("seed " + seed).isEqualTo(set);
        for (long number = 1; number <= 100; number++) {
            assertThat(set.contains(A, number))
                    .as("seed %d, number %d", seed, number)
                    .isEqualTo(expected.contains(number));
        }
    }
}
