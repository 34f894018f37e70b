// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A {@link VitessCluster} can split a shard, as later tests do under a running job. */
class VitessClusterReshardITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("commerce").shards("-80", "80-");

    @Test
    void aSplitMovesTheRowsToTheNewShards() {
        LocalVitess vitess = VITESS.vitess();
        vitess.applySchema("commerce", "CREATE TABLE item (id BIGINT PRIMARY KEY)");
        vitess.applyVSchema(
                "commerce",
                """
                {"sharded": true,
                 "vindexes": {"hash": {"type": "xxhash"}},
                 "tables": {"item": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
                """);
        VITESS.sql("INSERT INTO item (id) VALUES (1), (2), (3), (4), (5), (6), (7), (8)");
        int before = count("commerce/-80");

        VITESS.reshard(List.of("-80"), List.of("-40", "40-80")).switchTraffic();
        vitess.process("vtgate").restart();
        vitess.awaitServing();

        assertThat(before).isPositive();
        assertThat(count("commerce/-40") + count("commerce/40-80")).isEqualTo(before);
        assertThat(count("commerce")).isEqualTo(8);
    }

    private static int count(String target) {
        return Integer.parseInt(
                VITESS.queryTarget(target, "SELECT COUNT(*) FROM item").get(0).get(0));
    }
}
