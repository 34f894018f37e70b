// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of many MB pass where the message limits of the servers are raised, as the docs say. */
@Timeout(180)
class LargeRowsITCase {

    private static final String LIMIT = "--grpc-max-message-size=134217728";

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("large").shards("0").vttabletFlags(LIMIT).vtgateFlags(LIMIT);

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @BeforeAll
    static void createTable() {
        VITESS.vitess()
                .applySchema(
                        "large", "create table t (id bigint, body longblob, primary key (id))");
    }

    /** An update has two images of its row, which fit one message together. */
    @ParameterizedTest
    @ValueSource(ints = {15_000_000, 60_000_000})
    @Fault("D16")
    void largeRowsAreCopiedAndUpdated(int bytes) throws Exception {
        VITESS.sql("delete from t");
        for (int id = 1; id <= 3; id++) {
            VITESS.sql("insert into t values (%d, repeat('x', %d))".formatted(id, bytes));
        }
        VitessSource<String> source =
                VitessSource.<String>builder()
                        .hostname("localhost")
                        .port(VITESS.vitess().grpcPort())
                        .keyspace("large")
                        .tableList("t")
                        .maxMessageSize(128 << 20)
                        .deserializer(new RowLengths())
                        .build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            job.awaitLines(3);
            for (int id = 1; id <= 3; id++) {
                VITESS.sql(
                        "update t set body = repeat('y', %d) where id = %d"
                                .formatted(bytes + 1, id));
            }
            String updated = "UPDATE 3 " + (bytes + 1);
            job.await(lines -> lines.contains(updated));
        }
    }
}
