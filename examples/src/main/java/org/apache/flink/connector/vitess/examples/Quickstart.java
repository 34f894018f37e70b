// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.LogManager;
import java.util.stream.Stream;
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

    private final QuickstartOptions options;
    private final Database database;
    private final Writer writer;
    private final JobClient job;
    private volatile boolean stopping;

    private Quickstart(QuickstartOptions options) throws Exception {
        this.options = options;
        if (options.vitess().equals("local")) {
            System.out.println("  Starting a real Vitess (the first time it is built: 4 minutes)");
        }
        database = Database.open(options);
        writer = new Writer(database);
        if (database.writable()) {
            writer.fill();
        }
        printHeading();
        job = startJob();
    }

    public static void main(String[] args) {
        // gRPC logs through java.util.logging, whose default is the terminal.
        LogManager.getLogManager().reset();
        try {
            new Quickstart(QuickstartOptions.parse(args)).run();
        } catch (Exception e) {
            System.err.println(explanation(e));
            System.exit(1);
        }
    }

    /** Goes on until the job fails, or Ctrl-C. */
    private void run() throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        if (database.writable()) {
            writer.start();
        }
        try {
            job.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            if (!stopping) {
                throw e;
            }
        }
    }

    private void printHeading() {
        System.out.printf(
                "%n  Flink reads the tables %s of keyspace %s%n  from %s.%n",
                String.join(", ", options.tables()), options.keyspace(), database.description());
        System.out.printf(
                "  First their rows are copied, then changes come live. Ctrl-C ends.%n%n");
        System.out.printf("  %-8s %-12s %-7s %s%n", "SHARD", "TABLE", "CHANGE", "ROW");
    }

    private JobClient startJob() throws Exception {
        VitessSource<String> source =
                VitessSource.<String>builder()
                        .hostname(database.host())
                        .port(database.port())
                        .username(options.username())
                        .password(options.password())
                        .keyspace(options.keyspace())
                        .tableList(options.tables().toArray(String[]::new))
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

    private void stop() {
        stopping = true;
        writer.close();
        try {
            if (!job.getJobExecutionResult().isDone()) {
                job.cancel().get(10, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("The job did not stop by itself: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }

    /**
     * The message of the connector or of whoever else knows the cause, without Flink's around it.
     */
    private static String explanation(Throwable failure) {
        List<String> messages =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .filter(cause -> cause.getMessage() != null)
                        .filter(
                                cause ->
                                        !cause.getClass()
                                                .getName()
                                                .startsWith("org.apache.flink.runtime"))
                        .map(Throwable::getMessage)
                        .toList();
        return messages.stream()
                .filter(message -> message.contains("vtgate") || message.contains("eyspace"))
                .findFirst()
                .orElse(messages.isEmpty() ? failure.toString() : messages.get(0));
    }
}
