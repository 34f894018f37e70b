// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.junit.jupiter.api.Test;

/** When all parts of a checkpoint are known. */
class CheckpointAssemblerTest {

    private static final VitessSplit A = inLog("-40");
    private static final VitessSplit B = inLog("40-80");
    private static final VitessSplit C = inLog("80-");

    private final CheckpointAssembler assembler = new CheckpointAssembler();

    @Test
    void allReadersAndTheUnassignedSplitsMakeACheckpoint() {
        assembler.snapshot(1, state(C));

        assertThat(report(0, 1, B)).isEmpty();
        assertThat(report(1, 1, A)).contains(List.of(C, B, A));
    }

    @Test
    void partsOfDifferentCheckpointsAreNotMixed() {
        assembler.snapshot(1, state());
        assembler.snapshot(2, state());

        assertThat(report(0, 1, A)).isEmpty();
        assertThat(report(1, 2, C)).isEmpty();
        assertThat(report(0, 2, B)).contains(List.of(B, C));
        assertThat(report(1, 1, C)).as("an older one than the last").isEmpty();
    }

    @Test
    void checkpointsThatAreNotReportedAreGivenUp() {
        for (long checkpoint = 1; checkpoint <= 17; checkpoint++) {
            assembler.snapshot(checkpoint, state());
        }

        report(0, 1, A);
        assertThat(report(1, 1, C)).isEmpty();
        report(0, 2, A);
        assertThat(report(1, 2, C)).isPresent();
    }

    @Test
    void aReportTwiceCountsOnce() {
        assembler.snapshot(1, state());

        assertThat(report(0, 1, A)).isEmpty();
        assertThat(report(0, 1, A)).isEmpty();
    }

    private Optional<List<VitessSplit>> report(int reader, long checkpoint, VitessSplit... splits) {
        return assembler
                .report(reader, PositionReport.of(checkpoint, List.of(splits)), 2)
                .map(CheckpointAssembler.AssembledCheckpoint::splits);
    }

    private static VitessEnumeratorState state(VitessSplit... unassigned) {
        return new VitessEnumeratorState(true, List.of(unassigned), ShardTracker.empty());
    }

    private static VitessSplit inLog(String shard) {
        return new VitessSplit(
                new Shard("shop", shard), ShardPosition.inLog("MySQL56/g", List.of("a")));
    }
}
