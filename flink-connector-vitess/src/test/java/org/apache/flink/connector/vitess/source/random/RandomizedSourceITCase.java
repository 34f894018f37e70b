// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.apache.flink.connector.vitess.testing.LeftOvers;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Exactly once, at every unit boundary: as many random runs as fit the time, each with a seed of
 * its own. {@code -Dvitess.random.seconds} sets the time; {@code -Dseed} repeats one seed for that
 * time, as its threads interleave otherwise each time.
 */
class RandomizedSourceITCase {

    private static final Duration TIME =
            Duration.ofSeconds(Long.getLong("vitess.random.seconds", 60));

    /** Runs mostly wait for the network, so more than one of them can use the time. */
    private static final int WORKERS = 2;

    /** A server keeps the rows of all its runs. */
    private static final int RUNS_OF_A_SERVER = 200;

    private static final String CONNECTOR = "org.apache.flink.connector.vitess";

    /** Kept here, as java.util.logging forgets loggers without references. */
    private final Logger grpc = Logger.getLogger("io.grpc");

    private final AtomicLong nextSeed = new AtomicLong(Seed.choose());

    @BeforeEach
    void expectFailures() {
        Configurator.setLevel(CONNECTOR, Level.ERROR);
        grpc.setLevel(java.util.logging.Level.SEVERE);
    }

    @AfterEach
    void log() {
        Configurator.setLevel(CONNECTOR, Level.INFO);
        grpc.setLevel(null);
    }

    @Test
    @Fault({"B9", "B10", "B11", "B12", "C6", "C8"})
    void everyChangeComesOutOnceWhateverFails(Figures figures) throws Exception {
        long end = System.nanoTime() + TIME.toNanos();
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<Counts>> results = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                results.add(workers.submit(() -> runUntil(end)));
            }
            Counts all = new Counts();
            for (Future<Counts> result : results) {
                all.add(result.get());
            }
            System.out.println("Random runs: " + all);
            all.addTo(figures);
        } finally {
            workers.shutdownNow();
        }
        LeftOvers.awaitNone(Duration.ofSeconds(20));
    }

    private Counts runUntil(long end) {
        Counts counts = new Counts();
        try (Servers servers = new Servers()) {
            while (System.nanoTime() < end && !Thread.interrupted()) {
                long seed = Seed.isGiven() ? nextSeed.get() : nextSeed.getAndIncrement();
                new RandomRun(seed, "run" + counts.runs, servers, counts).run();
                if (counts.runs % RUNS_OF_A_SERVER == 0) {
                    servers.close();
                }
            }
        }
        return counts;
    }
}
