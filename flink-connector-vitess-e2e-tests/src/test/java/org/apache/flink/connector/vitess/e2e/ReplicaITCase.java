// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The source on the replicas of a real Vitess, so that it is no load on the primaries. */
@Timeout(180)
class ReplicaITCase {

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("customer").shards("-80", "80-").replicas(1);

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @Test
    void changesComeOnceFromTheReplicasAndContinueWhenOneDiesAndComesBack() throws Exception {
        CustomerTables tables = new CustomerTables(VITESS);
        tables.create();
        tables.insert(1, 10);
        List<String> expected = new ArrayList<>(tables.lines("r", 1, 10));
        VitessSource<String> source =
                VitessSource.<String>builder()
                        .hostname("localhost")
                        .port(VITESS.vitess().grpcPort())
                        .keyspace("customer")
                        .tableList("customer", "corder")
                        .tabletType(TabletType.REPLICA)
                        .deserializer(new ChangeLines())
                        .build();
        try (ChangelogJob job = ChangelogJob.start(source, 2)) {
            job.awaitLines(20);
            Tablet replica = VITESS.vitess().tablets("customer", "-80").get(1);
            replica.vttablet().kill();
            tables.insert(11, 20);
            replica.vttablet().restart();
            expected.addAll(tables.lines("c", 11, 20));

            assertThat(tables.awaitAll(job)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
