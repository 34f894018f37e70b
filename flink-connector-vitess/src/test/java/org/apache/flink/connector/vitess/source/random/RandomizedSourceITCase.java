// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.time.Duration;
import java.util.Random;
import org.apache.flink.connector.vitess.testing.LeftOvers;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;

/**
 * Exactly once, at every unit boundary: as many random runs as fit the time, each with a seed of
 * its own. {@code -Dvitess.random.seconds} sets the time; {@code -Dvitess.random.seed} repeats one
 * seed for that time, as its threads interleave otherwise each time.
 */
class RandomizedSourceITCase {

    private static final Duration TIME =
            Duration.ofSeconds(Long.getLong("vitess.random.seconds", 60));
    private static final int RUNS_OF_A_SERVER = 200;

    @Test
    void everyChangeComesOutOnceWhateverFails() throws InterruptedException {
        Configurator.setLevel("org.apache.flink.connector.vitess", Level.ERROR);
        Long onlySeed = Long.getLong("vitess.random.seed");
        long base = new Random().nextInt(Integer.MAX_VALUE);
        System.out.printf(
                "Random runs for %s from seed %d%n", TIME, onlySeed == null ? base : onlySeed);
        Counts counts = new Counts();
        long end = System.nanoTime() + TIME.toNanos();
        try (Servers servers = new Servers()) {
            for (int run = 0; System.nanoTime() < end; run++) {
                long seed = onlySeed == null ? base + run : onlySeed;
                new RandomRun(seed, "run" + run, servers, counts).run();
                if (run % RUNS_OF_A_SERVER == RUNS_OF_A_SERVER - 1) {
                    servers.close();
                }
            }
        } finally {
            Configurator.setLevel("org.apache.flink.connector.vitess", Level.INFO);
            System.out.println("Random runs: " + counts);
        }
        LeftOvers.awaitNone(Duration.ofSeconds(20));
    }
}
