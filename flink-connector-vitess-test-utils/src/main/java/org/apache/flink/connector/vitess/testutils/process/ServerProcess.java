// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One server process. It can be stopped or killed, and started again on the same ports and data.
 *
 * <p>Not thread-safe: one thread at a time calls these methods.
 */
public final class ServerProcess {

    private static final Duration EXIT_LIMIT = Duration.ofSeconds(15);

    private final String name;
    private final List<String> command;
    private final BooleanSupplier ready;
    private final Launcher launcher;
    private volatile Process process;

    /**
     * Describes a process; nothing runs yet.
     *
     * @param ready whether it has started up, asked again and again
     */
    public ServerProcess(
            String name, List<String> command, BooleanSupplier ready, Launcher launcher) {
        this.name = name;
        this.command = List.copyOf(command);
        this.ready = ready;
        this.launcher = launcher;
    }

    /** Its name, as in {@code vttablet-100}. */
    public String name() {
        return name;
    }

    /** The process id of the program itself, of the last start. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Sends SIGKILL, and returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        if (!awaitExit(EXIT_LIMIT)) {
            throw new IllegalStateException(name + " is still there after SIGKILL");
        }
    }

    /** Lets the process hang, by SIGSTOP, until {@link #resume}. */
    public void suspend() {
        signal("STOP");
    }

    /** Lets a process that hangs go on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, "" + pid()).start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException(
                        "kill -%s of %s exited with %d".formatted(signal, name, exit));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + signal, e);
        }
    }

    /** Sends SIGTERM, and returns when the process is gone; SIGKILL follows after 15 seconds. */
    public void stop() {
        stop(EXIT_LIMIT);
    }

    /** The same with SIGKILL after this limit. */
    public void stop(Duration limit) {
        terminate();
        awaitStop(limit);
    }

    /**
     * Stops the process if it runs and starts it again, with the same command, ports and data.
     *
     * @throws IllegalStateException if it does not come up within 90 seconds; the message has the
     *     end of its log
     */
    public void restart() {
        if (isAlive()) {
            stop();
        }
        launch();
        awaitReady();
    }

    /** The last 30 lines of its log; empty if it has written nothing. */
    public String logTail() {
        return launcher.logTail(name);
    }

    /** Starts the process without waiting for it. */
    public void launch() {
        process = launcher.start(name, command);
    }

    /** Waits until it is ready; fails at once if it ends before. */
    public void awaitReady() {
        Waiting.until(
                () -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "%s ended with exit code %d%s"
                                        .formatted(name, process.exitValue(), withLog()));
                    }
                    return ready.getAsBoolean();
                },
                () -> name + " is ready" + withLog());
    }

    /** Sends SIGTERM without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end after {@link #terminate}; sends SIGKILL after the limit. */
    public void awaitStop(Duration limit) {
        if (!awaitExit(limit)) {
            kill();
        }
    }

    private boolean awaitExit(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while stopping " + name, e);
        }
    }

    private String withLog() {
        return "; the end of its log:\n" + logTail();
    }
}
