// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.Set;
import org.apache.flink.connector.vitess.examples.demo.Example;
import org.apache.flink.connector.vitess.examples.demo.JobOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.flink.CatalogLoader;

/** Runs the job with Flink in this JVM. Started by {@code run.sh}, which explains the options. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Example.run(
                () -> {
                    JobOptions options = JobOptions.parse(Set.of(), args);
                    Example.onVitess(options, (address, step) -> run(options, address, step));
                });
    }

    private static void run(JobOptions options, String address, Runnable step) throws Exception {
        CatalogLoader catalog = Lakehouse.folder(warehouse(options));
        Snapshots snapshots = new Snapshots(catalog.loadCatalog(), options.keyspace());
        if (!options.continues() && snapshots.hasTables()) {
            throw new IllegalArgumentException(
                    "%s has tables, and a new copy would double their rows. Name an empty --folder, or the checkpoint to continue --from"
                            .formatted(options.folder()));
        }
        System.out.printf(
                "%n  Keyspace %s of %s goes to %s.%n  Commits come with Flink's checkpoints, every %d"
                        + " seconds. Ctrl-C ends.%n%n",
                options.keyspace(), address, options.folder(), JobOptions.CHECKPOINT_SECONDS);
        StreamExecutionEnvironment env = options.environment();
        Lakehouse.define(
                env,
                options.source(Lakehouse.source(catalog, options.keyspace()), address),
                catalog,
                options.keyspace());
        JobClient job = env.executeAsync("lakehouse");
        snapshots.printHeading();
        Example.follow(
                job,
                () -> {
                    step.run();
                    snapshots.printNew();
                });
    }

    /** The folder of Iceberg's catalog. */
    private static String warehouse(JobOptions options) {
        return options.folder().resolve("warehouse").toAbsolutePath().toUri().toString();
    }
}
