// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.e2e.ReshardWorkflow;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.LedgerTable;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults for some minutes, while four shards are written at full speed: see {@code
 * tools/soak}. {@code -Dsoak.minutes} is how long, {@code -Dseed} repeats the choice.
 */
@Tag("soak")
class SoakITCase {

    private static final Duration TIME = Duration.ofMinutes(Long.getLong("soak.minutes", 30));
    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(20);
    private static final Duration BETWEEN_ALTERS = Duration.ofMinutes(1);
    private static final List<String> QUARTERS = List.of("-40", "40-80");
    private static final List<String> HALF = List.of("-80");

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("bank").shards("-40", "40-80", "80-c0", "c0-").replicas(1);

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE = new VitessLedgerDatabase(VITESS, "bank");

    private static TaskManagers taskManagers;

    private ReshardWorkflow reshard;

    @TempDir private Path savepoints;

    @BeforeAll
    static void createTables(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
        DATABASE.create(List.of("account", "item", "t1", Scenario.BULK));
    }

    @Test
    @Fault("E2")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void randomFaultsReshardsAndAlters(Figures figures) throws Exception {
        Scenario.on(VITESS, DATABASE, figures)
                .rows(5_000)
                .bulk()
                .checkpointEvery(Duration.ofSeconds(1))
                .run(this::soak);
        figures.add("minutes", TIME.toMinutes());
    }

    /** A step of the reshards, due after a part of the time. */
    private record Step(double part, Action action) {
        private interface Action {
            void run(Scene scene);
        }

        boolean isDue(long nanos) {
            return nanos > part * TIME.toNanos();
        }
    }

    private void soak(Scene scene) throws Exception {
        Random random = new Random(scene.seed());
        LedgerAlterations[] tables = {
            new LedgerAlterations(LedgerTable.ACCOUNT, random),
            new LedgerAlterations("item", random)
        };
        Deque<Step> steps = new ArrayDeque<>(steps());
        long start = System.nanoTime();
        long nextAlter = 0;
        for (int round = 1; (System.nanoTime() - start) < TIME.toNanos(); round++) {
            long elapsed = System.nanoTime() - start;
            if (!steps.isEmpty() && steps.getFirst().isDue(elapsed)) {
                steps.removeFirst().action().run(scene);
            } else if (steps.size() % 3 == 0 && elapsed >= nextAlter) {
                // Not during a reshard: Vitess does not alter the target's tables in its place.
                alter(scene, tables[random.nextInt(tables.length)].next());
                nextAlter = elapsed + BETWEEN_ALTERS.toNanos();
            }
            happen(
                    scene,
                    RandomFault.values()[random.nextInt(RandomFault.values().length)],
                    random);
            awaitRound(scene, start + round * BETWEEN_FAULTS.toNanos());
        }
        for (Step step : steps) {
            step.action().run(scene);
        }
    }

    private List<Step> steps() {
        return List.of(
                new Step(0.15, scene -> begin(QUARTERS, HALF)),
                new Step(0.25, scene -> switchTraffic(scene)),
                new Step(0.35, scene -> reshard.complete()),
                new Step(0.55, scene -> begin(HALF, QUARTERS)),
                new Step(0.65, scene -> switchTraffic(scene)),
                new Step(0.75, scene -> reshard.complete()));
    }

    private void begin(List<String> sources, List<String> targets) {
        reshard = VITESS.reshard(sources, targets);
        System.out.println("Reshard: " + reshard);
    }

    private void switchTraffic(Scene scene) {
        reshard.switchTraffic();
        scene.figures().add("reshards", 1);
        System.out.println("Switched: " + reshard);
    }

    private static void alter(Scene scene, String statement) {
        System.out.println("Alter: " + statement);
        VITESS.vitess().applySchema(DATABASE.keyspace(), statement);
        scene.figures().add("alters", 1);
    }

    private void happen(Scene scene, RandomFault fault, Random random) throws Exception {
        System.out.println("Fault: " + fault);
        fault.happenIn(new RandomFault.Soak(scene, taskManagers, savepoints, random));
        scene.figures().add("faults", 1);
    }

    /** Writes on until the next round is due. */
    private static void awaitRound(Scene scene, long due) throws Exception {
        do {
            scene.write();
        } while (System.nanoTime() < due);
    }
}
