// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.local.Tablet;

/** The faults of a soak: each returns when the servers serve again. */
enum RandomFault {
    TABLET_KILLED(soak -> soak.scene().killAndRestart(soak.anyTablet().vttablet().name())),
    MYSQLD_KILLED(RandomFault::killMysqld),
    VTGATE_KILLED(
            soak ->
                    soak.scene()
                            .killAndRestart(
                                    soak.scene().cluster().vitess().vtgate().process().name())),
    PRIMARY_REPLACED(
            soak -> {
                Tablet tablet = soak.anyTablet();
                soak.scene().reparent(tablet.shard(), tablet.alias());
                soak.scene().write();
            }),
    TASK_FAILED(
            soak -> {
                LedgerJob job = soak.scene().job();
                job.await(job.failWhen(change -> !change.snapshot()));
                soak.scene().figures().add("failed tasks", 1);
            }),
    TASK_MANAGER_LOST(
            soak -> {
                soak.flink().replaceOldest();
                soak.scene().figures().add("lost TaskManagers", 1);
            }),
    JOB_STOPPED(
            soak -> {
                String savepoint = soak.scene().stop(soak.savepoints());
                soak.scene().write();
                soak.scene().restore(savepoint);
            });

    private interface Action {
        void happenIn(Soak soak) throws Exception;
    }

    /** What the faults of a soak act on. */
    record Soak(Scene scene, TaskManagers flink, Path savepoints, Random random) {

        /** One of the tablets that run of the shards that serve. */
        private Tablet anyTablet() throws Exception {
            List<Tablet> tablets = new ArrayList<>();
            for (String shard : scene.database().shards()) {
                scene.cluster().vitess().tablets(scene.database().keyspace(), shard).stream()
                        .filter(tablet -> tablet.vttablet().isAlive() && tablet.mysqld().isAlive())
                        .forEach(tablets::add);
            }
            return tablets.get(random.nextInt(tablets.size()));
        }
    }

    private final Action action;

    RandomFault(Action action) {
        this.action = action;
    }

    void happenIn(Soak soak) throws Exception {
        action.happenIn(soak);
    }

    private static void killMysqld(Soak soak) throws Exception {
        Scene scene = soak.scene();
        Tablet tablet = soak.anyTablet();
        boolean primary = scene.isPrimary(tablet);
        scene.kill(tablet.mysqld().name());
        if (primary) {
            scene.restartPrimary(tablet);
        } else {
            scene.restartReplica(tablet);
        }
        scene.cluster().vitess().awaitServing();
        scene.write();
    }
}
