// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VtgatePagesTest {

    @Test
    void findsTheShardsWhosePrimaryServes() {
        String healthCheck =
                tablet("customer", "-80", 1, true)
                        + tablet("customer", "80-", 1, false)
                        + tablet("customer", "80-", 2, true)
                        + tablet("lookup", "0", 1, true);

        assertThat(VtgatePages.servingShards(healthCheck))
                .containsExactlyInAnyOrder("customer/-80", "lookup/0");
    }

    @Test
    void findsNothingOnAnEmptyPage() {
        assertThat(VtgatePages.servingShards("")).isEmpty();
    }

    /** An entry in the form of a real vtgate, cut to what matters. */
    private static String tablet(String keyspace, String shard, int type, boolean serving) {
        return """
                {
                  "Tablet": {
                    "alias": { "cell": "zone1", "uid": 100 },
                    "keyspace": "%s",
                    "shard": "%s",
                    "type": %d
                  },
                  "Target": {
                    "keyspace": "%s",
                    "shard": "%s",
                    "tablet_type": %d
                  },
                  "Serving": %s,
                  "LastError": null
                },
                """
                .formatted(keyspace, shard, type, keyspace, shard, type, serving);
    }
}
