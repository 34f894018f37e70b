// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.sql.Connection;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.vitess.examples.demo.Example;
import org.apache.flink.connector.vitess.examples.demo.JobOptions;
import org.apache.flink.connector.vitess.examples.demo.Repository;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs the job with Flink in this JVM. Started by {@code run.sh}, which explains the options. */
public final class Main {

    private static final String URL = "postgres";
    private static final String USER = "postgres-user";
    private static final String PASSWORD = "postgres-password";

    private Main() {}

    public static void main(String[] args) {
        Example.run(() -> run(JobOptions.parse(Set.of(URL, USER, PASSWORD), args)));
    }

    private static void run(JobOptions options) throws Exception {
        Map<String, String> given = options.given();
        if (given.containsKey(URL)) {
            run(
                    options,
                    new Postgres(
                            given.get(URL),
                            given.getOrDefault(USER, "postgres"),
                            given.getOrDefault(PASSWORD, ""),
                            options.keyspace()));
            return;
        }
        System.out.println("Starting a PostgreSQL (the first time it is downloaded)");
        try (LocalPostgres local = LocalPostgres.start(Repository.tool("postgres"))) {
            run(options, new Postgres(local.jdbcUrl(), "test", "", options.keyspace()));
        }
    }

    private static void run(JobOptions options, Postgres postgres) throws Exception {
        Example.onVitess(options, (address, step) -> run(options, address, step, postgres));
    }

    private static void run(JobOptions options, String address, Runnable step, Postgres postgres)
            throws Exception {
        try (Connection connection = postgres.connect()) {
            if (!options.continues()
                    && !new PostgresTables(connection, postgres.schema()).isEmpty()) {
                throw new IllegalArgumentException(
                        "Schema %s of %s has tables, and rows that were deleted since would stay in them. Drop the schema, or name the checkpoint to continue --from"
                                .formatted(postgres.schema(), postgres.url()));
            }
        }
        System.out.printf(
                "%n  Keyspace %s of %s goes to schema %s of %s.%n  Checkpoints are in %s, every %d"
                        + " seconds. Ctrl-C ends.%n%n",
                options.keyspace(),
                address,
                postgres.schema(),
                postgres.url(),
                options.folder(),
                JobOptions.CHECKPOINT_SECONDS);
        StreamExecutionEnvironment env = options.environment();
        Mirror.define(env, options.source(Mirror.source(), address), postgres);
        JobClient job = env.executeAsync("postgres");
        try (WrittenRows rows = new WrittenRows(postgres)) {
            Example.follow(
                    job,
                    () -> {
                        step.run();
                        rows.printNew();
                    });
        }
    }
}
