// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.highavailability.nonha.embedded.HaLeadershipControl;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;

/** The JobManager of a job on a highly available MiniCluster, to be lost while the job runs. */
public final class JobManagers {

    private static final int LIMIT_SECONDS = 60;

    private final HaLeadershipControl leadership;

    public JobManagers(MiniCluster cluster) {
        this.leadership = cluster.getHaLeadershipControl().orElseThrow();
    }

    /** Two TaskManagers with two slots each, and a JobManager that can be replaced. */
    public static MiniClusterExtension cluster() {
        return new MiniClusterExtension(
                new MiniClusterResourceConfiguration.Builder()
                        .setNumberTaskManagers(2)
                        .setNumberSlotsPerTaskManager(2)
                        .withHaLeadershipControl()
                        .build());
    }

    /**
     * Takes the job from its JobManager, and gives it to another: no task and no coordinator
     * survives, and the job continues from its last checkpoint.
     */
    public void replace(JobID job) throws Exception {
        leadership.revokeJobMasterLeadership(job).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        leadership.grantJobMasterLeadership(job).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
