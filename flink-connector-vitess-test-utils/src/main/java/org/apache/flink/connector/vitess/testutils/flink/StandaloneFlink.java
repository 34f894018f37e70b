// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testutils.process.EndOnce;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/**
 * A real Flink on loopback: a JobManager and TaskManagers as processes, and the SQL client.
 *
 * <p>Flink comes from {@code tools/flink/install.sh}, which is run first. When this JVM is root's,
 * the processes run as user {@code vitess}. {@link #close} ends what was started and deletes its
 * data; so does the end of the JVM.
 *
 * <p>Not thread-safe, but for {@link #close}.
 */
public final class StandaloneFlink implements AutoCloseable {

    /** The newest release of each line that the connector supports. */
    public static final List<String> VERSIONS = List.of("1.20.5", "2.3.0");

    /** What the start script prints. */
    private static final String BANNER = "Starting taskexecutor as a console application";

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final FlinkFiles files;
    private final FlinkRest rest;
    private final SqlClient sqlClient;
    private final List<ServerProcess> taskManagers = new CopyOnWriteArrayList<>();
    private final AtomicReference<ServerProcess> jobManager = new AtomicReference<>();
    private final AtomicReference<ServerProcess> zooKeeper = new AtomicReference<>();
    private final EndOnce end;

    StandaloneFlink(FlinkFiles files) {
        this.files = files;
        this.rest = new FlinkRest(files.restPort());
        this.sqlClient = new SqlClient(files);
        this.end = new EndOnce(this::endProcesses);
    }

    /** Describes a cluster of a release, as in {@code 2.3.0}. */
    public static StandaloneFlinkBuilder version(String version) {
        return new StandaloneFlinkBuilder(version);
    }

    /**
     * Before the JobManager, which asks it whether it is the leader. Its own script would run it as
     * a child, which would stay when the script is ended.
     */
    void startZooKeeper() {
        ServerProcess process =
                new ServerProcess(
                        "zookeeper",
                        files.command(
                                "flink-console.sh",
                                output("zookeeper"),
                                "zookeeper",
                                "--zkConfigFile",
                                files.folder("conf").resolve("zoo.cfg").toString(),
                                "--peerId",
                                "1"),
                        () -> Waiting.accepts(files.zooKeeperPort()),
                        files.launcher());
        zooKeeper.set(process);
        process.launch();
        process.awaitReady();
    }

    void startProcesses(int count) {
        jobManager.set(launch("jobmanager", rest::answers, "jobmanager.sh"));
        for (int i = 0; i < count; i++) {
            launchTaskManager();
        }
        processes().forEach(ServerProcess::awaitReady);
    }

    /** Starts one more TaskManager, and returns its number when Flink knows it. */
    public int startTaskManager() {
        launchTaskManager();
        int number = taskManagers.size() - 1;
        taskManagers.get(number).awaitReady();
        return number;
    }

    private void launchTaskManager() {
        String name = "taskmanager-" + taskManagers.size();
        taskManagers.add(
                launch(
                        name,
                        () -> rest.hasTaskManager(name),
                        "taskmanager.sh",
                        "-Dtaskmanager.resource-id=" + name));
    }

    private ServerProcess launch(
            String name, BooleanSupplier ready, String script, String... arguments) {
        ServerProcess process =
                new ServerProcess(
                        name,
                        files.startCommand(script, output(name), arguments),
                        ready,
                        files.launcher());
        process.launch();
        return process;
    }

    /** Sends SIGKILL to a TaskManager; they are numbered from 0 in the order of their start. */
    public void killTaskManager(int number) {
        taskManagers.get(number).kill();
    }

    /**
     * Sends SIGKILL to the JobManager, and starts another in its place. Jobs continue only in a
     * cluster that is {@linkplain StandaloneFlinkBuilder#highlyAvailable highly available}.
     */
    public void killAndRestartJobManager() {
        jobManager.get().kill();
        jobManager.get().restart();
    }

    /** What the jobs have printed so far on the standard output of all TaskManagers. */
    public List<String> printed() {
        return taskManagers.stream().flatMap(process -> printed(process.name())).toList();
    }

    /**
     * Waits until the jobs have printed what is wanted.
     *
     * @return what they have printed until then
     * @throws IllegalStateException if they have not within 90 seconds; the message has what they
     *     have printed, and the end of the processes' logs
     */
    public List<String> awaitPrinted(Predicate<List<String>> wanted) {
        Waiting.until(
                () -> wanted.test(printed()),
                () -> "the jobs print what is wanted, only %s\n%s".formatted(printed(), errors()));
        return printed();
    }

    private Stream<String> printed(String taskManager) {
        try (Stream<String> lines = Files.lines(output(taskManager))) {
            return lines.filter(line -> !line.startsWith(BANNER)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what a TaskManager printed", e);
        }
    }

    private Path output(String name) {
        return files.folder("out").resolve(name);
    }

    /** The SQL client, set up for this cluster. */
    public SqlClient sqlClient() {
        return sqlClient;
    }

    /** The port of Flink's REST interface and its web pages, on loopback. */
    public int restPort() {
        return files.restPort();
    }

    /** All jobs that Flink remembers, including finished ones. */
    public List<FlinkJob> jobs() {
        return rest.jobs();
    }

    /**
     * Waits until a job is in a state.
     *
     * @throws IllegalStateException if it is over in another state; the message tells why. Also if
     *     90 seconds have passed.
     */
    public void await(String jobId, String state) {
        Waiting.until(
                () -> isIn(rest.job(jobId), state),
                () -> "job %s is %s\n%s".formatted(jobId, state, why(jobId)));
    }

    private boolean isIn(FlinkJob job, String state) {
        if (job.isOver() && !job.state().equals(state)) {
            throw new IllegalStateException(
                    "job %s is %s, not %s\n%s"
                            .formatted(job.name(), job.state(), state, why(job.id())));
        }
        return job.state().equals(state);
    }

    /** Waits until all tasks of a job run. */
    public void awaitRunning(String jobId) {
        await(jobId, "RUNNING");
        Waiting.until(
                () -> isIn(rest.job(jobId), "RUNNING") && rest.allTasksRun(jobId),
                () -> "all tasks of job %s run\n%s".formatted(jobId, why(jobId)));
    }

    private String why(String jobId) {
        return rest.rootException(jobId) + "\n" + errors();
    }

    /** Cancels a job and waits until it is over. */
    public void cancel(String jobId) {
        rest.cancel(jobId);
        await(jobId, "CANCELED");
    }

    /** Stops a running job, and returns the path of its savepoint when it is over. */
    public String stopWithSavepoint(String jobId) {
        awaitRunning(jobId);
        String outcome = rest.stop(jobId, files.folder("savepoints"));
        AtomicReference<Optional<String>> path = new AtomicReference<>(Optional.empty());
        Waiting.until(
                () -> {
                    path.set(rest.savepoint(outcome));
                    return path.get().isPresent();
                },
                () -> "the savepoint of job %s is done\n%s".formatted(jobId, why(jobId)));
        await(jobId, "FINISHED");
        return path.get().orElseThrow();
    }

    /** The JobManager and the TaskManagers, including killed ones. */
    public List<ServerProcess> processes() {
        List<ServerProcess> all = new ArrayList<>(List.of(jobManager.get()));
        all.addAll(taskManagers);
        return all;
    }

    /** The errors in the processes' logs, and what follows on them; empty if there are none. */
    public String errors() {
        return processes().stream().map(this::errorsOf).collect(Collectors.joining());
    }

    private String errorsOf(ServerProcess process) {
        List<String> tail = process.logTail().lines().toList();
        return tail.stream()
                .dropWhile(line -> !line.contains(" ERROR ") && !line.contains(" WARN "))
                .map(line -> process.name() + ": " + line + "\n")
                .collect(Collectors.joining());
    }

    /** Ends all processes that were started, and deletes their data. Can be called again. */
    @Override
    public void close() {
        end.close();
    }

    private void endProcesses() {
        try (files) {
            List<ServerProcess> alive =
                    Stream.concat(
                                    taskManagers.stream(),
                                    Stream.of(jobManager, zooKeeper).map(AtomicReference::get))
                            .filter(process -> process != null && process.isAlive())
                            .toList();
            alive.forEach(ServerProcess::terminate);
            alive.forEach(process -> process.awaitStop(CLOSE_LIMIT));
        }
    }
}
