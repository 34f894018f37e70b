// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GtidSetTest {

    private static final String A = "0a8f2bde-0000-11ee-8000-00000000000a";

    private static final String B = "0a8f2bde-0000-11ee-8000-00000000000b";

    /** The set of the given text, in which A and B stand for UUIDs. */
    private static GtidSet set(String text) {
        return GtidSet.parse("MySQL56/" + text.replace("A:", A + ":").replace("B:", B + ":"));
    }

    @ParameterizedTest
    @CsvSource({
        "A:1-5:7, A:1-5:7",
        "A:7:1-5, A:1-5:7",
        "A:1-5:6-9, A:1-9",
        "A:1-5:3-4, A:1-5",
        "A:1-5:5-9:2, A:1-9",
        "A:3-3, A:3",
        "A:1:9223372036854775807:9223372036854775806, A:1:9223372036854775806-9223372036854775807",
        "'B:1,A:1', 'A:1,B:1'",
        "'A:1-3,B:1,A:4', 'A:1-4,B:1'",
        "A:b:2:a:7, A:a:7:b:2",
        "A:1-5:tag1:1-3:tag2:7, A:1-5:tag1:1-3:tag2:7",
        "A:tag1:1-3:tag1:4, A:tag1:1-4",
        "'A:tag1:1-3,A:1-5', A:1-5:tag1:1-3",
        "A:_T2:1, A:_t2:1",
    })
    void theTextIsCanonical(String text, String canonical) {
        assertThat(set(text)).isEqualTo(set(canonical)).hasSameHashCodeAs(set(canonical));
        assertThat(set(text)).hasToString("MySQL56/" + uuids(canonical));
        assertThat(GtidSet.parse(set(text).toString())).isEqualTo(set(text));
    }

    private static String uuids(String text) {
        return text.replace("A:", A + ":").replace("B:", B + ":");
    }

    @Test
    void oneMoreTransactionIsAddedToTheText() {
        String a = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";
        String b = "9bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

        assertThat(GtidSet.plus("MySQL56/" + a + ":1-6", a + ":7"))
                .contains("MySQL56/" + a + ":1-7");
        assertThat(GtidSet.plus("MySQL56/" + a + ":1-6", b + ":1"))
                .contains("MySQL56/" + a + ":1-6," + b + ":1");
        assertThat(GtidSet.plus("MySQL56/" + a + ":1-6:8", a + ":7"))
                .contains("MySQL56/" + a + ":1-8");
        assertThat(GtidSet.plus("FilePos/binlog.1:4", a + ":7")).isEmpty();
    }

    @Test
    void caseAndBlanksDoNotMatter() {
        String text = " MySQL56/" + A.toUpperCase() + ":1-5:TAG:1 ,\n" + B + ":9\n";

        assertThat(GtidSet.parse(text)).isEqualTo(set("A:1-5:tag:1,B:9"));
    }

    @ParameterizedTest
    @CsvSource({
        "A:1-5, A:1-5, true",
        "A:1-5, A:2-3:5, true",
        "A:1-5, A:1-6, false",
        "A:2-5, A:1-3, false",
        "A:1-5:7-9, A:1-2:4:8-9, true",
        "A:1-5:7-9, A:4-8, false",
        "A:1-5:7-9, A:6, false",
        "A:1-5, A:6, false",
        "'A:1-5,B:1', B:1, true",
        "A:1-5, B:1, false",
        "A:1-5, 'A:1,B:1', false",
        "A:1-5:t:1-2, A:t:2, true",
        "A:1-5, A:t:1, false",
        "A:t:1-5, A:1, false",
        "A:t:1-5, A:u:1, false",
    })
    void aSetContainsItsSubsets(String set, String other, boolean contained) {
        assertThat(set(set).contains(set(other))).isEqualTo(contained);
    }

    /** Against sets of single numbers. */
    @Test
    void containsAndEqualsAgreeWithSetsOfNumbers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 2000; run++) {
            BitSet left = new BitSet();
            BitSet right = new BitSet();
            GtidSet leftSet = randomSet(random, left);
            GtidSet rightSet = randomSet(random, right);
            BitSet missing = (BitSet) right.clone();
            missing.andNot(left);

            assertThat(leftSet.contains(rightSet))
                    .as("seed %d: %s contains %s", seed, leftSet, rightSet)
                    .isEqualTo(missing.isEmpty());
            assertThat(leftSet.equals(rightSet))
                    .as("seed %d: %s equals %s", seed, leftSet, rightSet)
                    .isEqualTo(left.equals(right));
        }
    }

    private static GtidSet randomSet(Random random, BitSet numbers) {
        StringBuilder text = new StringBuilder("A");
        for (int i = random.nextInt(4); i >= 0; i--) {
            int first = 1 + random.nextInt(8);
            int last = first + random.nextInt(3);
            numbers.set(first, last + 1);
            text.append(':').append(first).append('-').append(last);
        }
        return set(text.toString());
    }

    @Test
    @Fault("E7")
    void manyServersAndIntervalsAreQuick() {
        String intervals =
                IntStream.range(0, 500)
                        .mapToObj(i -> ":" + (i * 10 + 1) + "-" + (i * 10 + 8))
                        .collect(Collectors.joining());
        String text =
                IntStream.range(0, 100)
                        .mapToObj(i -> new UUID(i, i) + intervals)
                        .collect(Collectors.joining(",\n", "MySQL56/", ""));

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> {
                    GtidSet set = GtidSet.parse(text);
                    assertThat(set.contains(GtidSet.parse(set.toString()))).isTrue();
                    assertThat(set).hasToString(text.replace("\n", ""));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"MariaDB/0-41983-12345", "FilePos/binlog.000003:1847"})
    void otherFlavorsAreKeptAsTheyAre(String text) {
        GtidSet set = GtidSet.parse(text);

        assertThat(set).hasToString(text).isEqualTo(GtidSet.parse(text));
        assertThat(set.contains(GtidSet.parse(text))).isTrue();
        assertThat(set.contains(GtidSet.parse(text + "6"))).isFalse();
        assertThat(set.contains(set("A:1"))).isFalse();
        assertThat(set("A:1").contains(set)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', it has no flavor",
        "A:1-5, it has no flavor",
        "current, it has no flavor",
        "MySQL56/, it is empty",
        "'MySQL56/ ', it is empty",
        "MariaDB/, it is empty",
        "mysql56/A:1-5, Vitess knows no flavor 'mysql56'",
        "/A:1-5, Vitess knows no flavor ''",
        "MySQL56/current, 'current' is not a server's UUID",
        "MySQL56/0a8f2bde000011ee8000:1, '0a8f2bde000011ee8000' is not a server's UUID",
        "'MySQL56/A:1,', '' is not a server's UUID",
        "MySQL56/A, no interval follows",
        "MySQL56/A:1:tag, no interval follows",
        "MySQL56/A:tag1:tag2:1, no interval follows",
        "MySQL56/A:, '' is neither an interval nor a tag",
        "MySQL56/A:1::2, '' is neither an interval nor a tag",
        "MySQL56/A:1-, '1-' is neither an interval nor a tag",
        "MySQL56/A:1-2-3, '1-2-3' is neither an interval nor a tag",
        "MySQL56/A:-1, '-1' is neither an interval nor a tag",
        "MySQL56/A:1 - 2, '1 - 2' is neither an interval nor a tag",
        "MySQL56/A:tag-1:5, 'tag-1' is neither an interval nor a tag",
        "MySQL56/A:a23456789012345678901234567890123:5, is neither an interval nor a tag",
        "MySQL56/A:0, '0' is not an interval of numbers from 1 on",
        "MySQL56/A:0-5, '0-5' is not an interval of numbers from 1 on",
        "MySQL56/A:5-1, '5-1' is not an interval of numbers from 1 on",
        "MySQL56/A:9223372036854775808, is not an interval of numbers from 1 on",
    })
    void otherTextIsRefused(String text, String why) {
        String withUuid = text.replaceAll("A(?=:|$)", A);

        assertThatThrownBy(() -> GtidSet.parse(withUuid))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Not a GTID set as VStream spells it, ")
                .hasMessageContaining(why)
                .hasMessageContaining(": '" + withUuid.strip() + "'. The form is")
                .hasMessageEndingWith(
                        "'MySQL56/<uuid>:1-9'; SELECT @@global.gtid_executed gives it without the"
                                + " prefix 'MySQL56/'");
    }
}
