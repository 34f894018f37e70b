// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.demo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.LogManager;
import org.apache.flink.core.execution.JobClient;

/** An example that runs in this terminal until Ctrl-C ends it, or a failure. */
public final class Example {

    private static final long PAUSE_MILLIS = 500;

    private Example() {}

    /** What an example does. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** What an example does with a Vitess. */
    @FunctionalInterface
    public interface OnVitess {

        /**
         * Does it.
         *
         * @param address of vtgate
         * @param step changes something in the keyspace, if that is the example's own
         */
        void run(String address, Runnable step) throws Exception;
    }

    /** Runs it until Ctrl-C interrupts it, says why it failed, and ends the JVM. */
    public static void run(Body body) {
        // gRPC logs through java.util.logging, whose default is the terminal.
        LogManager.getLogManager().reset();
        CtrlC ctrlC = CtrlC.interrupts(Thread.currentThread());
        try {
            body.run();
        } catch (Exception e) {
            if (!ctrlC.pressed()) {
                System.err.println(Explanation.of(e));
            }
        } finally {
            ctrlC.cleanedUp();
        }
        System.exit(1);
    }

    /** Gives it the vtgate that the options name, or one in memory. */
    public static void onVitess(JobOptions options, OnVitess then) throws Exception {
        if (!options.vitess().equals("embedded")) {
            then.run(options.vitess(), () -> {});
            return;
        }
        try (GrowingKeyspace keyspace = new GrowingKeyspace(options.keyspace())) {
            then.run(keyspace.address(), keyspace::step);
        }
    }

    /** Takes a step twice a second until the job fails. */
    public static void follow(JobClient job, Body step) throws Exception {
        CompletableFuture<?> end = job.getJobExecutionResult();
        while (true) {
            try {
                end.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                step.run();
            }
        }
    }
}
