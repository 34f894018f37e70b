// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.LogManager;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Shows the changes of a Vitess keyspace in the terminal, with Flink in this JVM. Started by {@code
 * quickstart.sh}, which explains the options.
 */
public final class Quickstart {

    /** Time for the copy to be seen before the first change. */
    private static final long FIRST_PAUSE_MILLIS = 4_000;

    private static final long PAUSE_MILLIS = 600;

    /** Take some seconds: who has mistyped the address sits before the terminal. */
    private static final int RETRIES = 3;

    private Quickstart() {}

    public static void main(String[] args) {
        // gRPC logs through java.util.logging, whose default is the terminal.
        LogManager.getLogManager().reset();
        CtrlC ctrlC = CtrlC.interrupts(Thread.currentThread());
        try {
            run(QuickstartOptions.parse(args));
        } catch (Exception e) {
            if (!ctrlC.pressed()) {
                System.err.println(Explanation.of(e));
            }
        } finally {
            ctrlC.cleanedUp();
        }
        System.exit(1);
    }

    private static void run(QuickstartOptions options) throws Exception {
        if (options.vitess().equals("local")) {
            System.out.println("  Starting a real Vitess (the first time it is built: 4 minutes)");
        }
        try (Database database = Database.open(options)) {
            Optional<Writer> writer =
                    database instanceof WritableDatabase ours
                            ? Optional.of(new Writer(ours))
                            : Optional.empty();
            writer.ifPresent(Writer::fill);
            printHeading(options, database);
            JobClient job = startJob(options, database);
            try {
                writeUntilTheJobFails(writer, job.getJobExecutionResult());
            } catch (InterruptedException | RuntimeException e) {
                cancel(job);
                throw e;
            }
        }
    }

    private static void printHeading(QuickstartOptions options, Database database) {
        System.out.printf(
                "%n  Flink reads the tables %s of keyspace %s%n  from %s.%n",
                String.join(", ", options.tables()), options.keyspace(), database.description());
        System.out.printf(
                "  First their rows are copied, then changes come live. Ctrl-C ends.%n%n");
        System.out.printf("  %-8s %-12s %-7s %s%n", "SHARD", "TABLE", "CHANGE", "ROW");
    }

    private static JobClient startJob(QuickstartOptions options, Database database)
            throws Exception {
        VitessSource<String> source =
                VitessSource.<String>builder()
                        .hostname(database.address())
                        .username(options.username())
                        .password(options.password())
                        .keyspace(options.keyspace())
                        .tableList(options.tables().toArray(String[]::new))
                        .connectMaxRetries(RETRIES)
                        .deserializer(new ChangeText(options.color()))
                        .build();
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        env.enableCheckpointing(5_000);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                .uid("vitess")
                .print()
                .setParallelism(1);
        return env.executeAsync("quickstart");
    }

    /** Changes a row now and then, at a pace that can be read. */
    private static void writeUntilTheJobFails(Optional<Writer> writer, CompletableFuture<?> end)
            throws InterruptedException, ExecutionException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                end.get(pause, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                writer.ifPresent(Writer::change);
            }
            pause = PAUSE_MILLIS;
        }
    }

    private static void cancel(JobClient job) throws Exception {
        // An interrupt has done its work; now there is something to wait for.
        Thread.interrupted();
        job.cancel().get(10, TimeUnit.SECONDS);
    }
}
