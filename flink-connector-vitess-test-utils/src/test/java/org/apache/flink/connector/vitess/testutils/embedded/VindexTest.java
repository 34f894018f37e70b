// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash values are what a real Vitess computes. */
class VindexTest {
    private static final TableDefinition NUMBERS =
            TableDefinition.of("t").varchar("before", 1).bigint("id").primaryKey();

    @ParameterizedTest
    @CsvSource({
        "1, 166b40b44aba4bd6",
        "2, 06e7ea22ce92708f",
        "3, 4eb190c9a2fa169c",
        "4, d2fd8867d50d2dfe",
        "5, 70bb023c810ca87a"
    })
    void integersAreHashed(long id, String keyspaceId) {
        assertThat(Vindex.keyspaceId(NUMBERS, RowValues.of("x", id)))
                .isEqualTo(HexFormat.of().parseHex(keyspaceId));
    }

    @Test
    void allElseGoesThroughMd5() {
        TableDefinition words = TableDefinition.of("t").varchar("word", 9).primaryKey();

        assertThat(Vindex.keyspaceId(words, RowValues.of("a")))
                .isEqualTo(HexFormat.of().parseHex("0cc175b9c0f1b6a831c399e269772661"));
    }

    @ParameterizedTest
    @CsvSource({
        "-80, true", "80-, false", "10-20, true", "16-17, true", "166b-166c, true",
        "-16, false", "16-, true", "17-80, false", "-, true", "0, true"
    })
    void aShardHoldsTheKeyspaceIdsOfItsRange(String shard, boolean holds) {
        byte[] keyspaceId = Vindex.keyspaceId(NUMBERS, RowValues.of("x", 1));

        assertThat(ServerKeyRange.of(shard).contains(keyspaceId)).isEqualTo(holds);
    }
}
