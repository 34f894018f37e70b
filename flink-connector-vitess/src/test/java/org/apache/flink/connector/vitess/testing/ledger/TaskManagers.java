// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;

/** The TaskManagers of a MiniCluster, to be lost while a job runs. */
public final class TaskManagers {

    private static final int LIMIT_SECONDS = 60;

    private final MiniCluster cluster;
    private int lost;

    public TaskManagers(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /** Two TaskManagers with two slots each. */
    public static MiniClusterExtension cluster() {
        return cluster(new Configuration());
    }

    /** The same, where a job of parallelism 2 has a subtask on each, so that each loss is felt. */
    public static MiniClusterExtension evenlyUsedCluster() {
        Configuration spread = new Configuration();
        spread.setString("taskmanager.load-balance.mode", "SLOTS");
        return cluster(spread);
    }

    private static MiniClusterExtension cluster(Configuration configuration) {
        return new MiniClusterExtension(
                new MiniClusterResourceConfiguration.Builder()
                        .setConfiguration(configuration)
                        .setNumberTaskManagers(2)
                        .setNumberSlotsPerTaskManager(2)
                        .build());
    }

    /** Ends both TaskManagers, one after the other, and starts new ones: no task survives. */
    public void replaceAll() throws Exception {
        replaceOldest();
        replaceOldest();
    }

    /** Ends the TaskManager that runs longest, and starts a new one. */
    public void replaceOldest() throws Exception {
        cluster.terminateTaskManager(lost++).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        cluster.startTaskManager();
    }
}
