// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A running job that collects the lines of a source. Needs a MiniCluster around the test. */
public final class ChangelogJob implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JobClient client;
    private final CollectedLines collected;

    private ChangelogJob(JobClient client, CollectedLines collected) {
        this.client = client;
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
        Configuration configuration = new Configuration();
        configuration.setString("execution.state-recovery.path", savepoint);
        configuration.setString("execution.savepoint.path", savepoint);
        return start(source, parallelism, configuration);
    }

    private static ChangelogJob start(
            Source<String, ?, ?> source, int parallelism, Configuration configuration)
            throws Exception {
        configuration.setString("restart-strategy.type", "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.enableCheckpointing(200);
        CollectedLines collected = new CollectedLines();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                .uid("vitess")
                .map(collected.collector())
                .uid("collector")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        return new ChangelogJob(env.executeAsync("changelog"), collected);
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
            return collected.await(PATIENCE, condition);
        } catch (AssertionError e) {
            if (client.getJobExecutionResult().isCompletedExceptionally()) {
                e.addSuppressed(awaitFailure(PATIENCE));
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
        String savepoint =
                client.stopWithSavepoint(
                                false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return savepoint;
    }

    /** Waits until a bounded job has ended by itself. Returns all its lines. */
    public List<String> awaitEnd() throws Exception {
        client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return lines();
    }

    /** Waits for the job's failure. Fails itself if the job goes on. */
    public Throwable awaitFailure(Duration timeout) throws InterruptedException {
        try {
            client.getJobExecutionResult().get(timeout.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError("The job did not fail within " + timeout, e);
        }
        throw new AssertionError("The job ended instead of failing");
    }

    /** Cancels the job if it still runs, and waits for its end. */
    @Override
    public void close() throws Exception {
        if (!client.getJobExecutionResult().isDone()) {
            client.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            client.getJobExecutionResult()
                    .handle((result, failure) -> null)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
