// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;

/** The faults of a soak: each returns when the servers serve again. */
enum RandomFault {
    TABLET_KILLED {
        @Override
        void happen(Scene scene, TaskManagers flink, Path folder, Random random) throws Exception {
            scene.killAndRestart(any(tablets(scene), random).vttablet().name());
        }
    },
    MYSQLD_KILLED {
        @Override
        void happen(Scene scene, TaskManagers flink, Path folder, Random random) throws Exception {
            Tablet tablet = any(tablets(scene), random);
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
    },
    VTGATE_KILLED {
        @Override
        void happen(Scene scene, TaskManagers flink, Path folder, Random random) throws Exception {
            scene.killAndRestart(scene.cluster().vitess().vtgate().process().name());
        }
    },
    PRIMARY_REPLACED {
        @Override
        void happen(Scene scene, TaskManagers flink, Path folder, Random random) throws Exception {
            Tablet tablet = any(tablets(scene), random);
            scene.reparent(tablet.shard(), tablet.alias());
            scene.write();
        }
    },
    TASK_FAILED {
        @Override
        void happen(Scene scene, TaskManagers flink, Path folder, Random random) throws Exception {
            scene.job().await(scene.job().failWhen(change -> !change.snapshot()));
            scene.figures().add("failed tasks", 1);
        }
    },
    TASK_MANAGER_LOST {
        @Override
        void happen(Scene scene, TaskManagers flink, Path folder, Random random) throws Exception {
            flink.replaceOldest();
            scene.figures().add("lost TaskManagers", 1);
        }
    },
    JOB_STOPPED {
        @Override
        void happen(Scene scene, TaskManagers flink, Path folder, Random random) throws Exception {
            String savepoint = scene.stop(folder);
            scene.write();
            scene.restore(savepoint);
        }
    };

    abstract void happen(Scene scene, TaskManagers flink, Path folder, Random random)
            throws Exception;

    /** The tablets that run of the shards that serve. */
    private static List<Tablet> tablets(Scene scene) throws Exception {
        List<Tablet> tablets = new ArrayList<>();
        for (String shard : scene.database().shards()) {
            scene.cluster().vitess().tablets(scene.database().keyspace(), shard).stream()
                    .filter(tablet -> isAlive(tablet.vttablet()) && isAlive(tablet.mysqld()))
                    .forEach(tablets::add);
        }
        return tablets;
    }

    private static boolean isAlive(ServerProcess process) {
        return process.isAlive();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
