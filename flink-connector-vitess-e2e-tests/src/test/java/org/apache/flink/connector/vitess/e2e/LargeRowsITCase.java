// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows of 15 MB pass where the message limits of the servers are raised, as the docs say. */
@Timeout(180)
class LargeRowsITCase {

    private static final String LIMIT = "--grpc-max-message-size=67108864";
    private static final int BYTES = 15_000_000;

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("large").shards("0").vttabletFlags(LIMIT).vtgateFlags(LIMIT);

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @Test
    @Fault("D16")
    void rowsOf15MegabytesAreCopiedAndUpdated() throws Exception {
        VITESS.vitess()
                .applySchema(
                        "large", "create table t (id bigint, body longblob, primary key (id))");
        for (int id = 1; id <= 3; id++) {
            VITESS.sql("insert into t values (%d, repeat('x', %d))".formatted(id, BYTES));
        }
        VitessSource<String> source =
                VitessSource.<String>builder()
                        .hostname("localhost")
                        .port(VITESS.vitess().grpcPort())
                        .keyspace("large")
                        .tableList("t")
                        .deserializer(new RowLengths())
                        .build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            job.awaitLines(3);
            for (int id = 1; id <= 3; id++) {
                VITESS.sql(
                        "update t set body = repeat('y', %d) where id = %d"
                                .formatted(BYTES + 1, id));
            }
            String updated = "UPDATE 3 " + (BYTES + 1);
            job.await(lines -> lines.contains(updated));
        }
    }
}
