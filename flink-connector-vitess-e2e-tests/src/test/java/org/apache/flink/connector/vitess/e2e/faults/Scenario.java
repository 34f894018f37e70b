// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.PlantedFault;
import org.apache.flink.connector.vitess.testutils.local.Tablet;

/**
 * Runs faults against a real Vitess, and a job that reads a ledger from it, while the ledger is
 * written all the time. A run ends when all that was written is committed by the job; all oracles
 * of {@link LedgerJob} hold then, or the run fails. Needs a MiniCluster around the test.
 *
 * <p>The writer's random numbers are repeated by {@code -Dseed}.
 */
public final class Scenario {

    /** The ledger's tables, in the order in which they are copied. */
    public static final List<String> TABLES = List.of("account", "item", "t1");

    /** The table that is changed in bulk. */
    public static final String BULK = "t9";

    /** The job's parallelism. */
    static final int PARALLELISM = 2;

    private final VitessCluster vitess;
    private final VitessLedgerDatabase database;
    private final Figures figures;
    private int rows = 1_000;
    private List<String> tables = TABLES;
    private Duration checkpointInterval = Duration.ofMillis(150);
    private String only;
    private PlantedFault planted = PlantedFault.NONE;
    private UnaryOperator<VitessSourceBuilder<LedgerChange>> source = builder -> builder;

    private Scenario(VitessCluster vitess, VitessLedgerDatabase database, Figures figures) {
        this.vitess = vitess;
        this.database = database;
        this.figures = figures;
    }

    /** A scenario on the tables of a database, which were created before. */
    public static Scenario on(
            VitessCluster vitess, VitessLedgerDatabase database, Figures figures) {
        return new Scenario(vitess, database, figures);
    }

    /** How many rows each table has at first; 1,000 if not set. */
    public Scenario rows(int each) {
        this.rows = each;
        return this;
    }

    /** One more table, which a {@link BulkWriter} changes as fast as it can. */
    public Scenario bulk() {
        this.tables = Stream.concat(TABLES.stream(), Stream.of(BULK)).toList();
        return this;
    }

    /** How often the job makes checkpoints; every 150 ms if not set. */
    public Scenario checkpointEvery(Duration interval) {
        this.checkpointInterval = interval;
        return this;
    }

    /** The writer writes only to the keys of a shard. */
    public Scenario writingOnlyTo(String shard) {
        this.only = shard;
        return this;
    }

    /** Options of the source that differ from the defaults. */
    public Scenario source(UnaryOperator<VitessSourceBuilder<LedgerChange>> options) {
        this.source = options;
        return this;
    }

    /** A fault of the job itself, to see that the run fails by it. */
    public Scenario planted(PlantedFault fault) {
        this.planted = fault;
        return this;
    }

    /** What fails, one after the other. */
    public interface Faults {
        void happen(Scene scene) throws Exception;
    }

    /** Runs the faults, and what follows: see above. */
    public void run(Faults faults) throws Exception {
        long seed = seed();
        Ledger ledger = fill();
        try (LedgerJob job = new LedgerJob(planted);
                LedgerWriter writer = startWriter(ledger, seed)) {
            job.checkpointEvery(checkpointInterval);
            Scene scene = new Scene(vitess, database, ledger, job, writer, seed, figures, this);
            scene.start();
            job.awaitLog(ledger);
            happen(faults, scene);
            job.finish(ledger, writer, figures);
            if (tables.equals(TABLES)) {
                ledger.checkSelect();
            }
        }
    }

    private void happen(Faults faults, Scene scene) throws Exception {
        if (tables.equals(TABLES)) {
            faults.happen(scene);
            return;
        }
        try (BulkWriter bulk = new BulkWriter(database, BULK, scene.seed())) {
            faults.happen(scene);
            figures.add("rows changed in bulk", bulk.rows());
        }
    }

    /**
     * Runs faults by which the job has to fail, at the latest so long after them. They have to stop
     * the writer, as there is nothing that its rows could be held against any more.
     *
     * @return the messages of the failure and its causes
     */
    public String fails(Duration bound, Faults faults) throws Exception {
        long seed = seed();
        Ledger ledger = fill();
        try (LedgerJob job = new LedgerJob(planted);
                LedgerWriter writer = startWriter(ledger, seed)) {
            job.neverRestart();
            Scene scene = new Scene(vitess, database, ledger, job, writer, seed, figures, this);
            scene.start();
            job.awaitLog(ledger);
            faults.happen(scene);
            long start = System.nanoTime();
            Throwable failure = job.awaitFailure(bound);
            figures.add(
                    "seconds to the failure",
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
            figures.add("transactions", writer.transactions());
            figures.add("changes", job.committedChanges());
            return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                    .map(Throwable::getMessage)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static long seed() {
        long seed = Seed.choose();
        return seed;
    }

    private LedgerWriter startWriter(Ledger ledger, long seed) {
        return only == null ? ledger.startWriter(seed, TABLES) : ledger.startWriterOf(only, seed);
    }

    private Ledger fill() throws Exception {
        database.clear(tables);
        for (String table : tables) {
            database.fill(table, rows);
        }
        awaitReplicas();
        return Ledger.open(database, tables);
    }

    /** A job that starts on a replica that lags would read how the tables were emptied. */
    private void awaitReplicas() throws Exception {
        for (String shard : database.shards()) {
            String executed =
                    vitess.queryTarget(database.target(shard), "select @@global.gtid_executed")
                            .get(0)
                            .get(0)
                            .replaceAll("\\s", "");
            for (Tablet tablet : vitess.vitess().tablets(database.keyspace(), shard)) {
                vitess.vitess()
                        .executeAsDba(
                                tablet,
                                "select wait_for_executed_gtid_set('" + executed + "', 60)");
            }
        }
    }

    VitessSourceBuilder<LedgerChange> source() {
        return source.apply(database.builder(tables));
    }
}
