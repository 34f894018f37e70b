// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts programs of one cluster: in the cluster's environment, never as root, and so that none
 * outlives this JVM.
 *
 * <p>Each process asks Linux to be killed when its parent dies, which covers a JVM that gets
 * SIGKILL. To Linux the parent is the <em>thread</em> that started it, so one thread starts all and
 * lives until {@link #close}.
 */
public final class Launcher implements AutoCloseable {

    private static final String USER = "vitess";
    private static final int TAIL_LINES = 30;

    private final boolean root = isRoot();
    private final Map<String, String> environment;
    private final Path logs;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread started = new Thread(task, "server-launcher");
                        started.setDaemon(true);
                        return started;
                    });

    /**
     * For programs whose logs are below the data.
     *
     * @param environment what the programs get beside {@code PATH} and the time zone
     */
    public Launcher(DataFolder data, Map<String, String> environment) {
        this.environment = environment;
        this.logs = data.path().resolve("log");
        try {
            Files.createDirectory(logs);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + logs, e);
        }
        if (root) {
            createUser();
            DataFolder.giveTo(USER, data.path());
        }
    }

    /** Where the output of the process of that name goes. */
    public Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** The last lines of a log; empty if nothing was written. */
    public String logTail(String name) {
        Path log = log(name);
        try {
            if (Files.notExists(log)) {
                return "";
            }
            // A log may hold bytes that are no UTF-8.
            List<String> lines =
                    Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
            int skipped = Math.max(0, lines.size() - TAIL_LINES);
            return String.join("\n", lines.subList(skipped, lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** Starts a program; its output is appended to its log. */
    public Process start(String name, List<String> command) {
        Redirect log = Redirect.appendTo(ownedLog(name).toFile());
        return inLauncherThread(builder(command).redirectErrorStream(true).redirectOutput(log));
    }

    /** The log belongs to the program's user, because mysqld opens it itself. */
    private Path ownedLog(String name) {
        Path log = log(name);
        try {
            if (Files.notExists(log)) {
                Files.createFile(log);
                if (root) {
                    DataFolder.giveTo(USER, log);
                }
            }
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + log, e);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @return what it printed on its standard output
     * @throws IllegalStateException if it fails; the message has its command and its errors
     */
    public String run(List<String> command) {
        Process process = inLauncherThread(builder(command));
        try {
            // Its errors are few enough for the pipe, so they wait there.
            String output = new String(process.getInputStream().readAllBytes());
            String errors = new String(process.getErrorStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "%s failed: %s".formatted(String.join(" ", command), errors.strip()));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the output of " + command.get(0), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + command.get(0), e);
        }
    }

    private Process inLauncherThread(ProcessBuilder builder) {
        try {
            return thread.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot start " + builder.command(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + builder.command(), e);
        }
    }

    private ProcessBuilder builder(List<String> command) {
        // Each replaces itself by the next, so the process id is the program's. The own
        // session keeps a terminal's Ctrl-C from the servers: this JVM stops them in order.
        List<String> all = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig=KILL"));
        if (root) {
            all.addAll(List.of("--reuid=" + USER, "--regid=" + USER, "--init-groups"));
        }
        // A parent that died before the request was in place is not noticed, so it is looked for.
        String ifParentLives = "[ $PPID = $0 ] && exec \"$@\"";
        all.addAll(List.of("sh", "-c", ifParentLives, "" + ProcessHandle.current().pid()));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.directory(logs.getParent().toFile());
        builder.redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().keySet().retainAll(List.of("PATH", "TZ"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException("this is not Linux: no /proc/self", e);
        }
    }

    /** MySQL and mysqlctl refuse to run as root. */
    private static void createUser() {
        try {
            if (new ProcessBuilder("id", USER).redirectOutput(Redirect.DISCARD).start().waitFor()
                    == 0) {
                return;
            }
            int code =
                    new ProcessBuilder("useradd", "--system", "--user-group", USER)
                            .inheritIO()
                            .start()
                            .waitFor();
            if (code != 0) {
                throw new IllegalStateException("useradd " + USER + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make user " + USER, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making user " + USER, e);
        }
    }

    /** Ends the thread; Linux then kills what it started and is still there. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
