// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.junit.jupiter.api.Test;

/** When the positions of all shards make a VGTID, and what it says. */
class VgtidAssemblerTest {

    private static final VitessSplit A = inLog("-40");
    private static final VitessSplit B = inLog("40-80");
    private static final VitessSplit C = inLog("80-");

    private final VgtidAssembler assembler = new VgtidAssembler();

    @Test
    void allReadersAndTheUnassignedSplitsMakeAVgtid() {
        assembler.snapshot(1, List.of(C));

        assertThat(report(0, 1, B)).isEmpty();
        assertThat(report(1, 1, A)).contains(Vgtids.of(List.of(A, B, C)));
    }

    @Test
    void partsOfDifferentCheckpointsAreNotMixed() {
        assembler.snapshot(1, List.of());
        assembler.snapshot(2, List.of());

        assertThat(report(0, 1, A)).isEmpty();
        assertThat(report(1, 2, C)).isEmpty();
        assertThat(report(0, 2, B)).contains(Vgtids.of(List.of(B, C)));
        assertThat(report(1, 1, C)).as("an older one than the last").isEmpty();
    }

    @Test
    void checkpointsThatNobodyReportsAreGivenUp() {
        for (long checkpoint = 1; checkpoint <= 17; checkpoint++) {
            assembler.snapshot(checkpoint, List.of());
        }

        report(0, 1, A);
        assertThat(report(1, 1, C)).isEmpty();
        report(0, 2, A);
        assertThat(report(1, 2, C)).isPresent();
    }

    @Test
    void aReportTwiceCountsOnce() {
        assembler.snapshot(1, List.of());

        assertThat(report(0, 1, A)).isEmpty();
        assertThat(report(0, 1, A)).isEmpty();
    }

    @Test
    void withoutAPositionOfEachShardThereIsNoVgtid() {
        assembler.snapshot(1, List.of());
        report(0, 1);
        assertThat(report(1, 1)).as("no splits").isEmpty();

        assembler.snapshot(2, List.of(A));
        report(0, 2);
        assertThat(report(1, 2, B.at(ShardPosition.beforeCopy(List.of("a"))))).isEmpty();
    }

    @Test
    void aVgtidNamesTheTablesThatAreToBeCopied() {
        LastPk lastPk = new LastPk(new byte[] {1});
        ShardPosition position =
                ShardPosition.beforeCopy(List.of("a", "b", "c"))
                        .withGtid("MySQL56/g")
                        .withTable("a", new Finished())
                        .withTable("b", new InProgress(lastPk));

        ShardStart start = Vgtids.of(List.of(A.at(position))).shards().get(0);

        assertThat(start.tablesToCopy())
                .isEqualTo(Map.of("b", Optional.of(lastPk), "c", Optional.empty()));
        assertThat(Vgtids.position(start, List.of("a", "b", "c"))).isEqualTo(position);
    }

    @Test
    void aVgtidLeavesOutTheOpenTransaction() {
        VitessSplit open = A.at(A.position().withOpenTransaction("u:3", 7));

        assertThat(Vgtids.of(List.of(open))).isEqualTo(Vgtids.of(List.of(A)));
    }

    @Test
    void aVgtidOfOtherShardsIsRefused() {
        Vgtid vgtid = Vgtids.of(List.of(A, B));
        List<Shard> serving = List.of(A.shard(), C.shard());

        assertThatThrownBy(() -> Vgtids.ofShards("scan.startup.mode", vgtid, serving))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'scan.startup.mode'")
                .hasMessageContaining("[shop/-40, shop/40-80]")
                .hasMessageContaining("[shop/-40, shop/80-]");
    }

    private Optional<Vgtid> report(int reader, long checkpoint, VitessSplit... splits) {
        return assembler.report(reader, PositionReport.of(checkpoint, List.of(splits)), 2);
    }

    private static VitessSplit inLog(String shard) {
        return new VitessSplit(
                new Shard("shop", shard), ShardPosition.inLog("MySQL56/g", List.of("a")));
    }
}
