// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;

/** One run of a seed: writes, reads, and faults at unit boundaries, until all has come out. */
final class RandomRun {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LARGE = 50_000;

    private final long seed;
    private final String keyspace;
    private final Plan plan;
    private final Random random;
    private final EmbeddedVitess vitess;
    private final Counts counts;
    private final Workload workload;
    private final Progress progress;
    private final Resharder resharder;
    private final ReshardSchedule reshards;
    private final SourceDriver driver;
    private final Steps steps = new Steps();
    private final long deadline = System.nanoTime() + LIMIT.toNanos();
    private int writesLeft;
    private int faultsLeft;
    private boolean breaksStreams;
    private boolean unitSinceStart;

    /** After a failure soon after a switch: what is read twice is seen in a checkpoint. */
    private boolean checkpointsNow;

    /** The tables that the job reads. */
    private List<String> captured;

    /** What they had before the first change that comes out. */
    private Map<String, String> rowsAtStart = Map.of();

    /** Creates the keyspace and what is in it before the job starts. */
    RandomRun(long seed, String keyspace, Servers servers, Counts counts) {
        this.seed = seed;
        this.random = new Random(seed);
        this.plan = Plan.of(random);
        this.vitess = servers.get(plan.packetBytes());
        counts.retries += servers.retry(vitess, plan.retries(), random);
        this.counts = counts;
        EmbeddedKeyspace all =
                vitess.createKeyspace(keyspace, plan.shards().toArray(String[]::new));
        EmbeddedKeyspace quarters =
                vitess.createKeyspace("quarters-of-" + keyspace, Quarters.SHARDS);
        this.workload =
                new Workload(
                        all,
                        new Quarters(quarters),
                        plan.tableNames(),
                        plan.view(),
                        new Random(random.nextLong()));
        this.progress = new Progress();
        this.resharder = new Resharder(all, progress, new Random(random.nextLong()));
        this.keyspace = keyspace;
        this.captured = plan.addsTables() ? someTables() : plan.tableNames();
        this.reshards = new ReshardSchedule(plan, resharder, progress, random, counts, steps);
        this.driver = new SourceDriver(source());
        this.writesLeft = plan.writes();
        this.faultsLeft = plan.restarts();
        vitess.loseJournals(plan.lostJournals());
        this.breaksStreams = plan.breaksStreams();
    }

    /** The last table, which is marked, and perhaps others. */
    private List<String> someTables() {
        List<String> some = new ArrayList<>(plan.tableNames());
        some.removeIf(table -> !table.equals(workload.lastTable()) && random.nextBoolean());
        return some;
    }

    private VitessSource<Change> source() {
        return plan.view()
                .of(VitessSource.<Change>builder())
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace(keyspace)
                .tableList(captured.toArray(String[]::new))
                .scanNewlyAddedTableEnabled(true)
                .startupOptions(plan.latest() ? StartupOptions.latest() : StartupOptions.initial())
                .connectRetryDelay(Duration.ofMillis(2))
                .deserializer(new Changes(plan.view()))
                .build();
    }

    /** Runs until all has come out, and holds it against the oracles. */
    void run() {
        try (driver) {
            workload.fill(plan.maxRows());
            IntStream.range(0, random.nextInt(5)).forEach(i -> write());
            driver.start(randomParallelism());
            readToLastWrite();
            // A job that starts at the latest position knows it for good from here on.
            discover();
            checkpoint();
            mark();
            readToMark();
            reshards.end();
            mark();
            readToEnd();
            verify();
        } catch (Exception | AssertionError e) {
            if (reshards.isRefusedJoin(e)) {
                counts.refusedJoins++;
            } else if (plan.latest() && Workload.isUnknowable(e)) {
                counts.unknowable++;
            } else {
                throw new AssertionError(explain(e), e);
            }
            verifyOrder();
        }
        count();
    }

    private void readToLastWrite() throws Exception {
        while (writesLeft > 0 || !reshards.isDone()) {
            requireTime();
            advance();
        }
    }

    private void mark() {
        workload.mark();
        steps.add("mark");
    }

    /** Reads on until the mark has come out. */
    private void readToMark() throws Exception {
        long looked = -1;
        while (!cameSince(looked)) {
            looked = driver.emitted().mark();
            do {
                requireTime();
            } while (advance());
        }
    }

    /** Whether the mark has come out; it had not when so many changes had. */
    private boolean cameSince(long looked) {
        return driver.emitted().mark() > looked && workload.allMarked(driver.emitted().changes());
    }

    private void requireTime() {
        if (System.nanoTime() > deadline) {
            throw new AssertionError("Not all has come out within " + LIMIT);
        }
    }

    /** Also reads until all tables are copied. */
    private void readToEnd() throws Exception {
        readToMark();
        while (!checkpoint().isCopied(captured)) {
            advance();
            readToMark();
            requireTime();
        }
    }

    /** Lets the enumerator find the shards, and where they are. */
    private void discover() {
        if (driver.isDiscovering() && plan.latest()) {
            rowsAtStart = workload.rows(captured);
        }
        driver.runCalls();
    }

    /** False if nothing was to read. */
    private boolean advance() throws Exception {
        if (!unitSinceStart && random.nextInt(20) == 0) {
            fault();
        }
        discover();
        if (poll()) {
            boundary();
            return true;
        }
        boolean available = driver.await(Duration.ofMillis(unitSinceStart ? 1 : 10));
        if (!available) {
            idle();
        }
        return available;
    }

    /** Time goes by, so something happens. */
    private void idle() throws Exception {
        if (writesLeft > 0) {
            write();
        } else if (random.nextInt(4) == 0) {
            checkpoint();
            if (!reshard(driver.isDiscovering(), false)) {
                reshards.skip();
            }
        }
    }

    private boolean poll() throws Exception {
        int first = random.nextInt(driver.parallelism());
        for (int i = 0; i < driver.parallelism(); i++) {
            int subtask = (first + i) % driver.parallelism();
            long before = driver.emitted().mark();
            if (driver.poll(subtask)) {
                unitSinceStart = true;
                counts.units++;
                long rows = driver.emitted().mark() - before;
                steps.add("subtask " + subtask + " put out " + rows + " rows");
                return true;
            }
        }
        return false;
    }

    /** What may happen after a unit. */
    private void boundary() throws Exception {
        if (writesLeft > 0 && random.nextDouble() < plan.writeChance()) {
            write();
        }
        if (checkpointsNow || random.nextDouble() < plan.checkpointChance()) {
            checkpointsNow = false;
            checkpoint();
        }
        if (reshards.failsNow()) {
            fault(random.nextBoolean() ? JobFault.ONE_SUBTASK : randomFault());
            checkpointsNow = true;
        } else if (random.nextDouble() < plan.faultChance()) {
            fault();
        }
        if (random.nextInt(10) == 0) {
            reshard(driver.isDiscovering(), false);
        }
        if (random.nextInt(50) == 0) {
            driver.tick();
        }
        if (breaksStreams && random.nextInt(10) == 0) {
            breaksStreams = false;
            counts.brokenStreams++;
            steps.add("streams break");
            vitess.failStreams(Status.UNAVAILABLE.withDescription("vtgate is restarted"));
        }
    }

    private void write() {
        writesLeft--;
        counts.writes++;
        boolean large = plan.large() && writesLeft == plan.writes() / 2;
        counts.largeRuns += large ? 1 : 0;
        steps.add("wrote " + (large ? workload.writeLarge(LARGE) : workload.write()));
    }

    /** What is written while no job reads. */
    private void writeOn(boolean jobDown) {
        boolean discovering = jobDown ? !progress.stored().discovered() : driver.isDiscovering();
        do {
            for (int i = random.nextInt(4); i > 0 && writesLeft > 0; i--) {
                write();
            }
        } while (random.nextInt(4) > 0 && reshard(discovering, jobDown));
    }

    /** Reshards if that is due, and has more to write then. False if it is not. */
    private boolean reshard(boolean discovering, boolean jobDown) {
        if (!reshards.isDone()) {
            workload.finishAlterations();
        }
        boolean some = reshards.next(discovering, jobDown);
        writesLeft += some ? random.nextInt(4) : 0;
        return some;
    }

    private CheckpointedState checkpoint() throws Exception {
        snapshot();
        CheckpointedState stored = driver.complete();
        completed(stored);
        return stored;
    }

    private void completed(CheckpointedState checkpoint) {
        progress.checkpoint(checkpoint);
        resharder.checkpoint(checkpoint);
        counts.checkpoints++;
    }

    private void snapshot() throws Exception {
        driver.snapshot(
                () -> {
                    if (random.nextInt(4) == 0) {
                        poll();
                    }
                });
        steps.add("checkpoint");
    }

    private void fault() throws Exception {
        if (faultsLeft > 0) {
            faultsLeft--;
            fault(randomFault());
        }
    }

    private JobFault randomFault() {
        return JobFault.values()[random.nextInt(JobFault.values().length)];
    }

    private void fault(JobFault fault) throws Exception {
        counts.count(fault);
        steps.add(fault.toString());
        switch (fault) {
            case CHECKPOINT_ABORTED -> {
                snapshot();
                poll();
                driver.abortPending();
            }
            case CHECKPOINT_UNHEARD -> {
                snapshot();
                completed(driver.completeUnheard());
                restartSubtasks(IntStream.range(0, driver.parallelism()).boxed().toList());
            }
            case SAVEPOINT -> {
                checkpoint();
                captureAll();
                restart(randomParallelism());
            }
            case JOB -> restart(driver.parallelism());
            case JOB_RESCALED -> restart(randomParallelism());
            case ALL_SUBTASKS ->
                    restartSubtasks(IntStream.range(0, driver.parallelism()).boxed().toList());
            case ONE_SUBTASK -> restartSubtasks(List.of(random.nextInt(driver.parallelism())));
        }
    }

    private void captureAll() {
        if (!captured.equals(plan.tableNames())) {
            captured = plan.tableNames();
            driver.use(source());
            counts.additions++;
            steps.add("captures all tables");
        }
    }

    private void restart(int parallelism) throws Exception {
        writeOn(true);
        unitSinceStart = false;
        driver.restart(parallelism);
        steps.add("started with parallelism " + parallelism);
    }

    private void restartSubtasks(List<Integer> failed) throws Exception {
        writeOn(false);
        unitSinceStart = false;
        driver.restartSubtasks(failed);
        steps.add("started subtasks " + failed);
    }

    private int randomParallelism() {
        return 1 + random.nextInt(SourceDriver.MAX_PARALLELISM);
    }

    private void verify() {
        List<Change> changes = driver.emitted().changes();
        Oracles.changelogAndRows(changes, rowsAtStart, workload.rows(captured));
        Oracles.complete(changes, workload.log(), progress.copied());
        verifyOrder();
    }

    /** What holds also before all has come out. */
    private void verifyOrder() {
        workload.verify(driver.emitted().changes());
    }

    private void count() {
        counts.runs++;
        counts.reshardingRuns += plan.reshards() > 0 ? 1 : 0;
        counts.filteredRuns += plan.view().someRows() ? 1 : 0;
        counts.alterations += workload.alterations();
        counts.rows += driver.emitted().changes().size();
    }

    /** With its causes, as a build prints no more of a failure than its message. */
    private String explain(Throwable failure) {
        List<Change> changes = driver.emitted().changes();
        return String.format(
                "Seed %d failed; replay it with -Dseed=%d. %s%n%s%n%d rows came out,"
                        + " the last are %s%nThe last steps:%n  %s",
                seed,
                seed,
                plan,
                causes(failure),
                changes.size(),
                changes.subList(Math.max(0, changes.size() - 5), changes.size()),
                steps);
    }

    private static String causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(Throwable::toString)
                .collect(Collectors.joining(System.lineSeparator() + "  caused by "));
    }
}
