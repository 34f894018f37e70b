// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.GoldenBytes;
import org.junit.jupiter.api.Test;

class VitessEnumeratorStateSerializerTest {

    private static final VitessEnumeratorState STATE =
            new VitessEnumeratorState(
                    List.of("customer", "order.*"),
                    true,
                    List.of(
                            new VitessSplit(
                                    new Shard("customer", "80-"),
                                    ShardPosition.inLog(
                                            "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-9",
                                            List.of("customer", "orders")))));

    private final VitessEnumeratorStateSerializer serializer =
            new VitessEnumeratorStateSerializer();

    @Test
    void bytesOfVersion1AreStillRead() throws IOException {
        byte[] golden = GoldenBytes.read("enumerator-v1.hex");

        assertThat(serializer.deserialize(1, golden)).isEqualTo(STATE);
    }

    @Test
    void theNewestVersionIsKeptAsGoldenBytes() throws IOException {
        assertThat(serializer.serialize(STATE))
                .isEqualTo(GoldenBytes.read("enumerator-v1-splits-v2.hex"));
    }

    @Test
    void bytesOfVersion1WithSplitsOfVersion2AreRead() throws IOException {
        byte[] golden = GoldenBytes.read("enumerator-v1-splits-v2.hex");

        assertThat(serializer.deserialize(1, golden)).isEqualTo(STATE);
    }

    @Test
    void bytesCutAnywhereAreRefused() throws IOException {
        byte[] whole = serializer.serialize(STATE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> serializer.deserialize(1, cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("enumerator state of the Vitess source is damaged");
        }
    }

    @Test
    void aNewerVersionIsRefusedByNumber() {
        assertThatThrownBy(() -> serializer.deserialize(7, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 7");
    }
}
