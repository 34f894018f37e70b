// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRangeTest {

    @ParameterizedTest
    @CsvSource({
        "-80, 80-, false",
        "-80, 7f-, true",
        "40-80, -40, false",
        "40-80, 60-c0, true",
        "-, 80-, true",
        "0, 40-80, true",
        "-8000, 80-, false",
        "-80, 8001-, false",
        "-8001, 80-, true",
        "-FF, ff-, false",
        "10-1080, 1080-20, false",
        "10-1080, 107f-20, true",
    })
    void shardsOverlapWhereTheyShareKeyspaceIds(String left, String right, boolean overlap) {
        assertThat(KeyRange.of(left).overlaps(KeyRange.of(right))).isEqualTo(overlap);
        assertThat(KeyRange.of(right).overlaps(KeyRange.of(left))).isEqualTo(overlap);
    }

    @ParameterizedTest
    @CsvSource({
        "'0', true",
        "'-', true",
        "'-80,80-', true",
        "'80-,-40,40-80', true",
        "'-80', false",
        "'80-', false",
        "'-80,80-c0', false",
        "'-40,80-', false",
        "'-80,40-', false",
        "'-,80-', false",
        "'-80,-80,80-', false",
        "'', false",
    })
    void aPartitionHasEachKeyspaceIdOnce(String shards, boolean partition) {
        List<Shard> all =
                Stream.of(shards.split(","))
                        .filter(name -> !name.isEmpty())
                        .map(name -> new Shard("shop", name))
                        .toList();

        assertThat(KeyRange.partition(all)).isEqualTo(partition);
    }

    @Test
    void namesThatAreNoKeyRangesAreRefused() {
        assertThatThrownBy(() -> KeyRange.of("x-80")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyRange.of("80-40"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A key range from '80' to '40'");
    }
}
