// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.junit.jupiter.api.Test;

/** From the positions of all shards to a VGTID and back. */
class VgtidsTest {

    private static final VitessSplit A = inLog("-40");
    private static final VitessSplit B = inLog("40-80");
    private static final VitessSplit C = inLog("80-");

    @Test
    void theSplitsOfAllShardsMakeAVgtid() {
        Vgtid vgtid = Vgtids.of(List.of(C, A, B)).orElseThrow();

        assertThat(vgtid.shards()).containsExactly(start(A), start(B), start(C));
    }

    @Test
    void withoutAPositionOfEachShardThereIsNoVgtid() {
        assertThat(Vgtids.of(List.of())).as("no splits").isEmpty();
        assertThat(Vgtids.of(List.of(A, C))).as("without 40-80").isEmpty();
        assertThat(Vgtids.of(List.of(A, B.at(ShardPosition.beforeCopy(List.of("a"))), C)))
                .as("40-80 before its copy")
                .isEmpty();
    }

    @Test
    void aShardThatIsReshardedCountsNoMore() {
        ReshardJournal journal =
                new ReshardJournal(
                        "shop",
                        1,
                        new TreeSet<>(List.of("40-80")),
                        new TreeMap<>(Map.of("40-60", "MySQL56/g", "60-80", "MySQL56/g")));
        VitessSplit ended = B.resharded(journal);

        assertThat(Vgtids.of(List.of(A, ended, C))).as("before the targets are read").isEmpty();
        assertThat(Vgtids.of(List.of(A, ended, inLog("40-60"), C))).as("with one").isEmpty();
        assertThat(Vgtids.of(List.of(A, ended, inLog("40-60"), inLog("60-80"), C)))
                .isEqualTo(Vgtids.of(List.of(A, inLog("40-60"), inLog("60-80"), C)))
                .isPresent();
    }

    @Test
    void aVgtidOfShardsThatWereReshardedSinceIsAStart() {
        Vgtid vgtid = Vgtids.of(List.of(A, B, C)).orElseThrow();

        assertThat(Vgtids.startShards("scan.startup.mode", vgtid, List.of(new Shard("shop", "-"))))
                .containsOnlyKeys(A.shard(), B.shard(), C.shard());
    }

    @Test
    void aVgtidNamesTheTablesThatAreToBeCopied() {
        LastPk lastPk = new LastPk(new byte[] {1});
        ShardPosition position =
                ShardPosition.beforeCopy(List.of("a", "b", "c"))
                        .withGtid("MySQL56/g")
                        .withTable("a", new Finished())
                        .withTable("b", new InProgress(lastPk));

        ShardStart start = Vgtids.of(List.of(A.at(position), B, C)).orElseThrow().shards().get(0);

        assertThat(start.tablesToCopy())
                .isEqualTo(Map.of("b", Optional.of(lastPk), "c", Optional.empty()));
        assertThat(Vgtids.position(start, List.of("a", "b", "c"))).isEqualTo(position);
    }

    @Test
    void aVgtidThatDoesNotSayWhatComesAfterTheTableInCopyIsRefused() {
        ShardStart start =
                new ShardStart(
                        A.shard(),
                        "MySQL56/g",
                        new TreeMap<>(Map.of("b", Optional.of(new LastPk(new byte[] {1})))));

        assertThatThrownBy(() -> Vgtids.position(start, List.of("a", "b", "c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Shard shop/-40")
                .hasMessageContaining("while table 'b' was being copied")
                .hasMessageContaining("whether table 'c' is copied")
                .hasMessageContaining("add {\"table_name\":\"c\"} to 'table_p_ks'");
        assertThat(Vgtids.position(start, List.of("a", "b")).tables().asMap())
                .as("tables before it are copied")
                .containsEntry("a", new Finished());
    }

    @Test
    void thereIsNoVgtidWhileANewTableIsCopiedThatComesBeforeAFinishedOne() {
        ShardPosition inCopy =
                ShardPosition.beforeCopy(List.of("b", "c"))
                        .withGtid("MySQL56/g")
                        .withTable("b", new InProgress(new LastPk(new byte[] {1})));

        assertThat(Vgtids.of(List.of(A.at(inCopy), B, C))).as("then c").isPresent();
        assertThat(Vgtids.of(List.of(A.at(inCopy.withTable("c", new Finished())), B, C))).isEmpty();
    }

    @Test
    void aVgtidLeavesOutTheOpenTransaction() {
        VitessSplit open = A.at(A.position().withOpenTransaction("u:3", 7));

        assertThat(Vgtids.of(List.of(open, B, C))).isEqualTo(Vgtids.of(List.of(A, B, C)));
    }

    @Test
    void aVgtidOfOtherShardsIsRefused() {
        Vgtid vgtid = new Vgtid(List.of(start(A), start(B)));
        List<Shard> serving = List.of(A.shard(), C.shard());

        assertThatThrownBy(() -> Vgtids.startShards("scan.startup.mode", vgtid, serving))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'scan.startup.mode'")
                .hasMessageContaining("[shop/-40, shop/40-80]")
                .hasMessageContaining("[shop/-40, shop/80-]");
    }

    private static ShardStart start(VitessSplit split) {
        return new ShardStart(split.shard(), split.position().gtid(), new TreeMap<>());
    }

    private static VitessSplit inLog(String shard) {
        return new VitessSplit(
                new Shard("shop", shard), ShardPosition.inLog("MySQL56/g", List.of("a")));
    }
}
