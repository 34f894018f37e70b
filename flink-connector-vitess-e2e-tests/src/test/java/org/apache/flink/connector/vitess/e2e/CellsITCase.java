// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.apache.flink.connector.vitess.config.CellPreference;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real Vitess with a replica in vtgate's own cell, and one in another cell. */
@Timeout(180)
class CellsITCase {

    private static final int ROWS = 100;
    private static final String COPIED = "RowStreamerNumRows";
    private static final String STREAMS = "VStreamerCount";

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("shop").shards("0").replicas(1);

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static Tablet local;
    private static Tablet remote;
    private static int port;
    private static int lastId;

    @BeforeAll
    static void addCell() {
        VITESS.vitess().applySchema("shop", "create table t (id bigint primary key)");
        for (int i = 0; i < ROWS; i++) {
            insert();
        }
        VITESS.vitess().addCell("zone2");
        local = VITESS.vitess().tablets("shop", "0").get(1);
        remote = VITESS.vitess().addReplica("shop", "0", "zone2");
        port =
                VITESS.vitess()
                        .startVtgate("vtgate-of-both", "--cells-to-watch=zone1,zone2")
                        .grpcPort();
    }

    @Test
    void aCopyIsReadFromTheReplicaOfTheOnlyCell() throws Exception {
        long before = local.variable(COPIED);
        try (ChangelogJob job =
                start(b -> b.cells("zone2").cellPreference(CellPreference.ONLY_SPECIFIED))) {
            job.awaitLines(lastId);
            insert();
            job.awaitLines(lastId);

            assertThat(remote.variable(COPIED)).isGreaterThanOrEqualTo(ROWS);
            assertThat(remote.variable(STREAMS)).isPositive();
            assertThat(local.variable(COPIED)).isEqualTo(before);
        }
    }

    @Test
    void theLocalReplicaIsPreferredAndTheOtherCellsTakesOverWhenItDies() throws Exception {
        long before = remote.variable(COPIED);
        long beforeLocal = local.variable(COPIED);
        try (ChangelogJob job = start(b -> b.cells("zone2"))) {
            job.awaitLines(lastId);
            assertThat(remote.variable(COPIED)).isEqualTo(before);
            assertThat(local.variable(COPIED)).isEqualTo(beforeLocal + lastId);

            local.vttablet().kill();
            try {
                insert();
                job.awaitLines(lastId);
                assertThat(remote.variable(STREAMS)).isPositive();
            } finally {
                local.vttablet().restart();
            }
        }
    }

    private static ChangelogJob start(UnaryOperator<VitessSourceBuilder<String>> cells)
            throws Exception {
        VitessSourceBuilder<String> source =
                VitessSource.<String>builder()
                        .hostname("localhost")
                        .port(port)
                        .keyspace("shop")
                        .tableList("t")
                        .tabletType(TabletType.REPLICA)
                        .deserializer(new ChangeLines());
        return ChangelogJob.start(cells.apply(source).build(), 1);
    }

    private static void insert() {
        lastId++;
        VITESS.sql("insert into t values (" + lastId + ")");
    }
}
