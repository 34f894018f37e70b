// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;

/** Flink clusters inside the test's JVM. */
public final class MiniClusters {

    private MiniClusters() {}

    /** One TaskManager with two slots: enough for a job of parallelism 2. */
    public static MiniClusterExtension twoSlots() {
        return slots(2);
    }

    /** One TaskManager with so many slots. */
    public static MiniClusterExtension slots(int slots) {
        return slots(slots, new Configuration());
    }

    /** Two slots, with options of Flink's own. */
    public static MiniClusterExtension twoSlots(Configuration configuration) {
        return slots(2, configuration);
    }

    /** The same with options of Flink's own. */
    public static MiniClusterExtension slots(int slots, Configuration configuration) {
        return new MiniClusterExtension(
                new MiniClusterResourceConfiguration.Builder()
                        .setConfiguration(configuration)
                        .setNumberTaskManagers(1)
                        .setNumberSlotsPerTaskManager(slots)
                        .build());
    }
}
