// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.FileUtils;
import org.assertj.core.api.Assertions;

/**
 * A job that reads a ledger and checks each change, in state that is as exact as the source has to
 * be; what it commits lasts over its restarts and savepoints. Needs a MiniCluster around the test.
 *
 * <p>Unless configured otherwise, the job restarts after each failure but one: a violation that a
 * check finds.
 */
public final class LedgerJob implements AutoCloseable {

    /**
     * Leaves checkpoints out; savepoints can be taken. With the longest interval, Flink 2.3 begins
     * some after a lost JobManager.
     */
    public static final Duration NO_CHECKPOINTS = Duration.ZERO;

    private static final Map<String, LedgerJob> ALL = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final CommittedChanges committed = new CommittedChanges();
    private final ChangeWatch watch = new ChangeWatch();
    private final PlantedFault fault;
    private final Path checkpoints;
    private volatile long pauseNanos;
    private Duration checkpointInterval = Duration.ofMillis(150);
    private int mostRestarts = 1_000;
    private final Map<String, String> moreOptions = new HashMap<>();
    private WatermarkStrategy<LedgerChange> watermarks = WatermarkStrategy.noWatermarks();
    private boolean held;
    private final AtomicInteger restarts = new AtomicInteger();
    private RunningJob job;

    /** A job that does not run yet. */
    public LedgerJob() throws Exception {
        this(PlantedFault.NONE);
    }

    /** A job with a fault. */
    public LedgerJob(PlantedFault fault) throws Exception {
        this.fault = fault;
        this.checkpoints = Files.createTempDirectory("ledger-checkpoints");
        ALL.put(id, this);
    }

    static LedgerJob byId(String id) {
        return ALL.get(id);
    }

    CommittedChanges committed() {
        return committed;
    }

    ChangeWatch watch() {
        return watch;
    }

    /** How often the job makes checkpoints from its next start on; 150 ms if not set. */
    public void checkpointEvery(Duration interval) {
        checkpointInterval = interval;
    }

    /** The source's watermarks from the job's next start on; it has none if not set. */
    public void watermarks(WatermarkStrategy<LedgerChange> strategy) {
        watermarks = strategy;
    }

    /** From the job's next start on, its first failure ends it. */
    public void neverRestart() {
        mostRestarts = 0;
    }

    /** An option of Flink's for the job's next start; it wins over those that are set anyway. */
    public void option(String key, String value) {
        moreOptions.put(key, value);
    }

    /** Starts without state. */
    public void start(Source<LedgerChange, ?, ?> source, int parallelism) throws Exception {
        start(source, parallelism, new Configuration());
    }

    /** Starts from a savepoint. */
    public void restore(Source<LedgerChange, ?, ?> source, int parallelism, String savepoint)
            throws Exception {
        start(source, parallelism, RunningJob.from(savepoint));
    }

    private void start(
            Source<LedgerChange, ?, ?> source, int parallelism, Configuration configuration)
            throws Exception {
        options(parallelism).forEach(configuration::setString);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        build(env.fromSource(source, watermarks, "vitess").uid("vitess"), LedgerChange::shard);
        job = new RunningJob(env.executeAsync("ledger"));
    }

    /**
     * Runs an INSERT into a table of the connector {@code ledger}, which has the option {@code
     * job}.
     *
     * @param insert starts the job; it has been given the {@link #options}
     */
    public void start(Supplier<RunningJob> insert) {
        job = insert.get();
    }

    /** Flink's id of the job that runs. */
    public JobID flinkId() {
        return job.id();
    }

    /** What names this job in the option {@code job} of a table. */
    public String id() {
        return id;
    }

    /** Flink's options for this job. */
    public Map<String, String> options(int parallelism) {
        Map<String, String> options = new HashMap<>();
        options.put("parallelism.default", "" + parallelism);
        options.put("restart-strategy.type", "fixed-delay");
        options.put("restart-strategy.fixed-delay.attempts", "" + mostRestarts);
        options.put("restart-strategy.fixed-delay.delay", "50 ms");
        if (!checkpointInterval.equals(NO_CHECKPOINTS)) {
            options.put("execution.checkpointing.interval", checkpointInterval.toMillis() + " ms");
        }
        options.put("execution.checkpointing.min-pause", "50 ms");
        options.put("execution.checkpointing.storage", "filesystem");
        options.put("execution.checkpointing.dir", checkpoints.toUri().toString());
        options.put("execution.checkpointing.tolerable-failed-checkpoints", "1000");
        options.putAll(moreOptions);
        return options;
    }

    /** Flink's id of the job that runs. */
    public JobID jobId() {
        return job.id();
    }

    /**
     * The changes of a key go straight from the source to the task that checks the key: over
     * another one for each shard, a change in a new shard could overtake one in the old shard.
     *
     * @param stream what names the stream of transactions that a change was read from
     */
    DataStreamSink<LedgerChange> build(
            DataStream<LedgerChange> source, KeySelector<LedgerChange, String> stream) {
        DataStream<LedgerChange> changes =
                source.map(new Brake(id))
                        .returns(LedgerChange.class)
                        .flatMap(fault.operator())
                        .returns(LedgerChange.class);
        changes.keyBy(stream)
                .process(new OrderCheck())
                .returns(LedgerChange.class)
                .uid("order")
                .sinkTo(new DiscardingSink<>())
                .uid("ordered");
        return changes.flatMap(partsOfMoves())
                .returns(LedgerChange.class)
                .keyBy(LedgerChange::rowKey)
                .process(new VersionCheck(committed.rounds()))
                .returns(LedgerChange.class)
                .uid("versions")
                .map(ChangeWatch.operator(id))
                .returns(LedgerChange.class)
                .sinkTo(new LedgerSink(id, fault))
                .uid("sink");
    }

    /** Takes a changed primary key apart, into a delete and an insert. */
    private static FlatMapFunction<LedgerChange, LedgerChange> partsOfMoves() {
        return (change, out) -> {
            if (change.moves()) {
                out.collect(change.withoutAfter());
                out.collect(change.withoutBefore());
            } else {
                out.collect(change);
            }
        };
    }

    /**
     * The first change from now on that fulfils a condition and has passed the checks. The
     * condition is asked in the task's thread.
     */
    public CompletableFuture<LedgerChange> when(Predicate<LedgerChange> condition) {
        return watch.watch(false, condition);
    }

    /** Fails the task, once, at that change. Otherwise as {@link #when}. */
    public CompletableFuture<LedgerChange> failWhen(Predicate<LedgerChange> condition) {
        return watch.watch(true, condition);
    }

    /**
     * Lets each change take that long in the source's task, and a little more, so that there is
     * time to stop the job in the middle.
     */
    public void slowDown(Duration change) {
        pauseNanos = change.toNanos();
    }

    /** Lets no change pass any more, as if a sink hung. */
    public synchronized void hold() {
        held = true;
    }

    /** Ends {@link #hold}. */
    public synchronized void release() {
        held = false;
        notifyAll();
    }

    private synchronized void awaitRelease() throws InterruptedException {
        while (held) {
            wait();
        }
    }

    private static final class Brake extends RichMapFunction<LedgerChange, LedgerChange> {

        private static final long serialVersionUID = 1;

        private final String id;

        Brake(String id) {
            this.id = id;
        }

        @Override
        public void open(OpenContext context) {
            if (getRuntimeContext().getTaskInfo().getAttemptNumber() > 0) {
                byId(id).restarts.incrementAndGet();
            }
        }

        @Override
        public LedgerChange map(LedgerChange change) throws InterruptedException {
            byId(id).awaitRelease();
            long nanos = byId(id).pauseNanos;
            if (nanos > 0) {
                LockSupport.parkNanos(nanos);
            }
            return change;
        }
    }

    /** How often a task of the source was started again after a failure. */
    public int restarts() {
        return restarts.get();
    }

    /** How many changes were committed so far. */
    public long committedChanges() {
        return committed.changes();
    }

    /**
     * Waits until the job has committed changes of each table in each group that were written to
     * the log since this call. From then on each acknowledged version has to come out.
     */
    public void awaitLog(Ledger ledger) throws Exception {
        Set<String> missing = new TreeSet<>();
        for (KeyGroup group : ledger.groups().all()) {
            ledger.tables().forEach(table -> missing.add(group + " " + table));
        }
        long since = ledger.nextMarker();
        long deadline = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("No log within " + RunningJob.PATIENCE + " of " + missing);
            }
            failIfEnded();
            ledger.insertMarkers();
            missing.removeAll(committed.awaitLogged(ledger.groups(), missing, since, 500));
        }
        ledger.mustAppearFromNow();
    }

    private void failIfEnded() throws InterruptedException {
        if (job.end().isDone()) {
            throw new AssertionError("The job ended", awaitFailure(RunningJob.PATIENCE));
        }
    }

    /** How many updates of a table's rows were committed so far. */
    public int committedUpdates(String table) {
        return committed.updates(table);
    }

    /** Waits for a change of {@link #when}, or throws what the job failed by. */
    public LedgerChange await(CompletableFuture<LedgerChange> change) throws Exception {
        try {
            CompletableFuture.anyOf(change, job.end())
                    .get(RunningJob.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("The change did not come within " + RunningJob.PATIENCE, e);
        }
        return change.getNow(null);
    }

    /**
     * Lets a writer write to the log for a while, and waits until all of it is committed. All
     * oracles hold then.
     */
    public void finish(Ledger ledger, LedgerWriter writer) throws Exception {
        awaitLog(ledger);
        writer.awaitTransactions(50);
        writer.close();
        System.out.println("writer: " + writer);
        awaitCommitted(ledger);
    }

    /** The same, and says what was done. */
    public void finish(Ledger ledger, LedgerWriter writer, Figures figures) throws Exception {
        finish(ledger, writer);
        figures.add("transactions", writer.transactions());
        figures.add("changes", committedChanges());
        figures.add("restarts of tasks", restarts());
    }

    /**
     * Waits until what is committed equals the database (oracle EQ), then holds the oracles ATOMIC
     * and LEDGER. Writing must have stopped.
     */
    public void awaitCommitted(Ledger ledger) throws Exception {
        awaitCommitted(ledger, RunningJob.PATIENCE);
    }

    /** The same, with a time limit. */
    public void awaitCommitted(Ledger ledger, Duration patience) throws Exception {
        Map<String, String> expected = ledger.select();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!committed.await(expected, 200)) {
            failIfEnded();
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "EQ: not within " + patience + ": " + committed.differences(expected));
            }
        }
        Assertions.assertThat(committed.faults()).as("CHANGELOG: what was committed").isEmpty();
        ledger.check(committed);
    }

    /** Stops the job and waits for its end. Returns the path of the savepoint in the folder. */
    public String stopWithSavepoint(Path folder) throws Exception {
        return job.stopWithSavepoint(folder);
    }

    /** The same for a job that may start again at this moment. */
    public String stopOnceItRuns(Path folder) throws Exception {
        return job.stopOnceItRuns(folder);
    }

    /** Waits for the job's failure. Fails itself if the job keeps running. */
    public Throwable awaitFailure(Duration timeout) throws InterruptedException {
        return job.awaitFailure(timeout);
    }

    /** Cancels the job if it still runs, and waits for its end. */
    @Override
    public void close() throws Exception {
        if (job != null) {
            job.close();
        }
        ALL.remove(id);
        FileUtils.deleteDirectory(checkpoints.toFile());
    }
}
