// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.GoldenBytes;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VitessEnumeratorStateSerializerTest {

    private static final ShardPosition POSITION =
            ShardPosition.inLog(
                    "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-9", List.of("customer"));

    private static final VitessEnumeratorState STATE =
            new VitessEnumeratorState(
                    true,
                    List.of(
                            new VitessSplit(
                                    new Shard("customer", "80-"),
                                    ShardPosition.inLog(
                                            "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-9",
                                            List.of("customer", "orders")))),
                    ShardTracker.empty());

    /** The same after a merge of which only one end is known, and one target of a split is read. */
    private static final VitessEnumeratorState RESHARDED =
            new VitessEnumeratorState(
                    true,
                    STATE.unassigned(),
                    ShardTracker.empty()
                            .ended(journal(1, "-20,20-40", "-40"), "-20", POSITION, 0)
                            .ended(journal(2, "40-80", "40-60,60-80"), "40-80", POSITION, 1)
                            .started(journal(2, "40-80", "40-60,60-80"), "40-60"));

    private final VitessEnumeratorStateSerializer serializer =
            new VitessEnumeratorStateSerializer();

    @Test
    @Fault("C9")
    void bytesOfVersion1AreStillRead() throws IOException {
        byte[] golden = GoldenBytes.read("enumerator-v1.hex");

        assertThat(serializer.deserialize(1, golden)).isEqualTo(STATE);
    }

    @Test
    void theNewestVersionIsKeptAsGoldenBytes() throws IOException {
        assertThat(serializer.serialize(RESHARDED))
                .isEqualTo(GoldenBytes.read("enumerator-v3-splits-v6.hex"));
    }

    @Test
    void bytesOfVersion2AreStillRead() throws IOException {
        assertThat(serializer.deserialize(2, GoldenBytes.read("enumerator-v2-splits-v6.hex")))
                .isEqualTo(serializer.deserialize(3, serializer.serialize(RESHARDED)));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6})
    void whatIsRestoredIsStored(int splitVersion) throws IOException {
        byte[] golden = GoldenBytes.read("enumerator-v2-splits-v" + splitVersion + ".hex");
        VitessEnumeratorState restored = serializer.deserialize(2, golden);

        assertThat(restored.reshards())
                .isEqualTo(RESHARDED.reshards().stored(RESHARDED.reshards()));
        assertThat(restored.unassigned()).isEqualTo(RESHARDED.unassigned());
    }

    @Test
    void bytesOfVersion1WithSplitsOfVersion2AreRead() throws IOException {
        byte[] golden = GoldenBytes.read("enumerator-v1-splits-v2.hex");

        assertThat(serializer.deserialize(1, golden)).isEqualTo(STATE);
    }

    @Test
    @Fault("C10")
    void bytesCutAnywhereAreRefused() throws IOException {
        byte[] whole = serializer.serialize(RESHARDED);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> serializer.deserialize(3, cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("enumerator state of the Vitess source is damaged");
        }
    }

    @Test
    @Fault("C10")
    void aNewerVersionIsRefusedByNumber() {
        assertThatThrownBy(() -> serializer.deserialize(7, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 7");
    }

    private static ReshardJournal journal(long id, String participants, String targets) {
        SortedMap<String, String> starts = new TreeMap<>();
        for (String target : targets.split(",")) {
            starts.put(target, "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-7");
        }
        return new ReshardJournal(
                "customer", id, new TreeSet<>(List.of(participants.split(","))), starts);
    }
}
