// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.flink;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Flink's SQL client of one cluster. Each script runs in a process of its own. */
public final class SqlClient {

    private static final Pattern JOB_ID = Pattern.compile("Job ID: ([0-9a-f]{32})");

    private final FlinkFiles files;
    private final AtomicInteger scripts = new AtomicInteger();

    SqlClient(FlinkFiles files) {
        this.files = files;
    }

    /**
     * Runs a script to its end.
     *
     * @return what the client printed
     * @throws IllegalStateException if a statement fails; the message is what the client printed
     */
    public String run(String script) {
        try (SqlScript running = start(script)) {
            return running.awaitEnd();
        }
    }

    /**
     * Runs a script whose last statement starts a job, as INSERT does.
     *
     * @return the job's id
     * @throws IllegalStateException if a statement fails, or none has started a job
     */
    public String submit(String script) {
        return jobId(run(script));
    }

    /**
     * The id of the last job that a client has started.
     *
     * @throws IllegalStateException if it has started none
     */
    public static String jobId(String printed) {
        return JOB_ID.matcher(printed)
                .results()
                .reduce((first, second) -> second)
                .map(id -> id.group(1))
                .orElseThrow(() -> new IllegalStateException("no job was started:\n" + printed));
    }

    /** Starts a script, as one with a query that never ends. */
    public SqlScript start(String script) {
        String name = "sql-" + scripts.incrementAndGet();
        Path file = files.data().write("tmp/" + name + ".sql", script);
        Path output = files.folder("out").resolve(name);
        Process process =
                files.launcher()
                        .start(name, files.command("sql-client.sh", output, "-f", file.toString()));
        return new SqlScript(process, output, files.launcher().log(name));
    }

    /** The client's program, for a terminal of one's own, with {@link #environment}. */
    public Path program() {
        return files.home().resolve("bin").resolve("sql-client.sh");
    }

    /** What the client's program needs in its environment to work on this cluster. */
    public Map<String, String> environment() {
        return files.flinkEnvironment();
    }
}
