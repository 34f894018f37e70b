// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;

/** A job on a MiniCluster, and the ways in which it ends. Each wait takes at most a minute. */
public final class RunningJob implements AutoCloseable {

    /** How long anything may take that has to happen. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JobClient client;

    /** Takes over a job that was just started. */
    public RunningJob(JobClient client) {
        this.client = client;
    }

    /** The job's id. */
    public JobID id() {
        return client.getJobID();
    }

    /** What makes a job start from a savepoint. */
    public static Configuration from(String savepoint) {
        Configuration configuration = new Configuration();
        configuration.setString("execution.state-recovery.path", savepoint);
        configuration.setString("execution.savepoint.path", savepoint);
        return configuration;
    }

    /** Completed when the job ends. */
    public CompletableFuture<JobExecutionResult> end() {
        return client.getJobExecutionResult();
    }

    /** Waits until the job has ended by itself. */
    public void awaitEnd() throws Exception {
        end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Stops the job and waits for its end. Returns the path of the savepoint in the folder. */
    public String stopWithSavepoint(Path folder) throws Exception {
        String savepoint =
                client.stopWithSavepoint(
                                false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        awaitEnd();
        return savepoint;
    }

    /**
     * The same for a job that may start again at this moment: it takes a savepoint only once it
     * runs. A job that fails while it stops does not start again.
     */
    public String stopOnceItRuns(Path folder) throws Exception {
        long deadline = System.nanoTime() + 2 * PATIENCE.toNanos();
        while (true) {
            try {
                return stopWithSavepoint(folder);
            } catch (ExecutionException e) {
                boolean starts = e.getCause() instanceof CheckpointException;
                if (!starts || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** Waits for the job's failure. Fails itself if the job keeps running. */
    public Throwable awaitFailure(Duration timeout) throws InterruptedException {
        try {
            end().get(timeout.toSeconds(), TimeUnit.SECONDS);
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
        if (!end().isDone()) {
            client.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            end().handle((result, failure) -> null).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
