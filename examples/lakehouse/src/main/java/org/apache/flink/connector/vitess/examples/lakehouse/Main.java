// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.LogManager;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.flink.CatalogLoader;

/** Runs the job with Flink in this JVM. Started by {@code run.sh}, which explains the options. */
public final class Main {

    private static final int PARALLELISM = 2;
    private static final long CHECKPOINT_MILLIS = 5_000;
    private static final long PAUSE_MILLIS = 500;

    private Main() {}

    public static void main(String[] args) {
        // gRPC logs through java.util.logging, whose default is the terminal.
        LogManager.getLogManager().reset();
        try {
            run(Options.parse(args));
        } catch (Exception e) {
            System.err.println(messageOf(e));
        }
        System.exit(1);
    }

    /** The last cause says what is wrong. */
    private static String messageOf(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    private static void run(Options options) throws Exception {
        if (!options.vitess().equals("embedded")) {
            run(options, options.vitess(), () -> {});
            return;
        }
        try (Demo demo = new Demo(options.keyspace())) {
            run(options, demo.address(), demo::step);
        }
    }

    private static void run(Options options, String address, Runnable step) throws Exception {
        CatalogLoader catalog = Lakehouse.folder(options.warehouse());
        Snapshots snapshots = new Snapshots(catalog.loadCatalog(), options.keyspace());
        if (options.from() == null && snapshots.hasTables()) {
            throw new IllegalArgumentException(
                    "%s has tables, and a new copy would double their rows. Name an empty --folder, or the checkpoint to continue --from"
                            .formatted(options.folder()));
        }
        System.out.printf(
                "%n  Keyspace %s of %s goes to %s.%n  Commits come with Flink's checkpoints, every %d"
                        + " seconds. Ctrl-C ends.%n%n",
                options.keyspace(), address, options.folder(), CHECKPOINT_MILLIS / 1000);
        JobClient job = start(options, address, catalog);
        CompletableFuture<?> end = job.getJobExecutionResult();
        snapshots.printHeading();
        while (true) {
            try {
                end.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                step.run();
                snapshots.printNew();
            }
        }
    }

    private static JobClient start(Options options, String address, CatalogLoader catalog)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("execution.checkpointing.dir", options.checkpoints());
        configuration.setString(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        configuration.setString("restart-strategy.type", "fixed-delay");
        if (options.from() != null) {
            configuration.setString("execution.state-recovery.path", options.from());
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
        env.enableCheckpointing(CHECKPOINT_MILLIS);
        VitessSourceBuilder<TableRow> source =
                Lakehouse.source(catalog, options.keyspace())
                        .hostname(address)
                        .username(options.username())
                        .password(options.password())
                        .keyspace(options.keyspace());
        if (!options.exclude().isEmpty()) {
            source.tableExcludeList(options.exclude().split(","));
        }
        Lakehouse.define(env, source.build(), catalog, options.keyspace());
        return env.executeAsync("lakehouse");
    }
}
