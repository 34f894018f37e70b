// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.testutils.flink.SqlClient;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;

/** What examples/sql/keyspace.sh writes, run as a user runs it. */
final class KeyspaceScript {

    private static final Path PROGRAM = Path.of("../examples/sql/keyspace.sh");

    private KeyspaceScript() {}

    /** The script that keeps a keyspace's tables equal in a schema of PostgreSQL. */
    static String write(
            StandaloneFlink flink,
            LocalVitess vitess,
            LocalPostgres postgres,
            String keyspace,
            String schema)
            throws Exception {
        SqlClient client = flink.sqlClient();
        ProcessBuilder builder =
                new ProcessBuilder(
                        "bash",
                        PROGRAM.toString(),
                        "--keyspace",
                        keyspace,
                        "--port",
                        "" + vitess.grpcPort(),
                        "--url",
                        postgres.jdbcUrl() + "?user=test&currentSchema=" + schema);
        builder.environment().putAll(client.environment());
        Path home = client.program().getParent().getParent();
        builder.environment().put("FLINK_HOME", home.toString());
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String script =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(script).isZero();
            return script;
        } finally {
            process.destroyForcibly();
        }
    }
}
