// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A running job that collects the lines of a source. Needs a MiniCluster around the test. */
public final class ChangelogJob implements AutoCloseable {

    private final RunningJob job;
    private final CollectedLines collected;

    private ChangelogJob(RunningJob job, CollectedLines collected) {
        this.job = job;
        this.collected = collected;
    }

    /** Starts a job without state, which fails for good at its first failure. */
    public static ChangelogJob start(Source<String, ?, ?> source, int parallelism)
            throws Exception {
        return start(source, parallelism, new Configuration());
    }

    /** Starts a job from a savepoint. */
    public static ChangelogJob restore(
            Source<String, ?, ?> source, int parallelism, String savepoint) throws Exception {
        return start(source, parallelism, RunningJob.from(savepoint));
    }

    private static ChangelogJob start(
            Source<String, ?, ?> source, int parallelism, Configuration configuration)
            throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        return start(
                env,
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess").uid("vitess"));
    }

    /** Starts the job of an environment, which fails for good at its first failure. */
    public static ChangelogJob start(StreamExecutionEnvironment env, DataStream<String> lines)
            throws Exception {
        return start(env, lines, Duration.ofMillis(200));
    }

    /** Starts the job of an environment with that long between two checkpoints. */
    public static ChangelogJob start(
            StreamExecutionEnvironment env, DataStream<String> lines, Duration checkpoints)
            throws Exception {
        env.configure(new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
        env.enableCheckpointing(checkpoints.toMillis());
        CollectedLines collected = new CollectedLines();
        lines.map(collected.collector())
                .uid("collector")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        return new ChangelogJob(new RunningJob(env.executeAsync("changelog")), collected);
    }

    /** The job's id. */
    public JobID id() {
        return job.id();
    }

    /** All lines so far. */
    public List<String> lines() {
        return collected.lines();
    }

    /** Waits for a number of lines; more may have come. */
    public List<String> awaitLines(int count) throws Exception {
        return await(lines -> lines.size() >= count);
    }

    /** Waits until the lines fulfil a condition, up to a minute. */
    public List<String> await(Predicate<List<String>> condition) throws Exception {
        try {
            return collected.await(RunningJob.PATIENCE, condition);
        } catch (AssertionError e) {
            if (job.end().isCompletedExceptionally()) {
                e.addSuppressed(awaitFailure(RunningJob.PATIENCE));
            }
            throw e;
        }
    }

    /** Waits for another line, for at most a second. */
    public void awaitChange() throws Exception {
        collected.awaitMoreThan(collected.lines().size(), Duration.ofSeconds(1));
    }

    /** Stops the job and waits for its end. Returns the path of the savepoint in the folder. */
    public String stopWithSavepoint(Path folder) throws Exception {
        return job.stopWithSavepoint(folder);
    }

    /** Waits until a bounded job has ended by itself. Returns all its lines. */
    public List<String> awaitEnd() throws Exception {
        job.awaitEnd();
        return lines();
    }

    /** Waits for the job's failure. Fails itself if the job keeps running. */
    public Throwable awaitFailure(Duration timeout) throws InterruptedException {
        return job.awaitFailure(timeout);
    }

    /** Cancels the job if it still runs, and waits for its end. */
    @Override
    public void close() throws Exception {
        job.close();
    }
}
