// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The groups cover all keyspace ids, and a key's group is in each shard that can hold the key. */
class KeyGroupsTest {

    @Test
    void groupsAreNamedByTheirKeyRanges() {
        assertThat(KeyGroups.QUARTERS.all())
                .extracting(KeyGroup::range)
                .containsExactly("-40", "40-80", "80-c0", "c0-");
        assertThat(KeyGroups.of(64).all())
                .extracting(KeyGroup::range)
                .hasSize(64)
                .startsWith("-04", "04-08")
                .endsWith("f8-fc", "fc-");
        assertThat(KeyGroups.of(1).all()).extracting(KeyGroup::range).containsExactly("-");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 64, 256})
    void aKeyIsInTheGroupOfItsFirstByte(int count) {
        KeyGroups groups = KeyGroups.of(count);
        for (String table : List.of("account", "item")) {
            for (int key = 1; key <= 100; key++) {
                KeyGroup byteOfKey = KeyGroups.of(256).of(table, "" + key);
                assertThat(groups.of(table, "" + key)).matches(g -> g.isIn(byteOfKey.range()));
                assertThat(groups.all()).filteredOn(g -> g.isIn(byteOfKey.range())).hasSize(1);
            }
        }
    }

    @Test
    void aShardHasItsGroups() {
        assertThat(KeyGroups.QUARTERS.in("40-")).extracting(KeyGroup::range).hasSize(3);
        assertThat(KeyGroups.QUARTERS.in("0")).hasSize(4);
    }
}
