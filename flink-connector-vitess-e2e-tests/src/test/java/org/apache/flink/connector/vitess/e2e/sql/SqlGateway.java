// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.connector.vitess.testutils.flink.SqlClient;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** Flink's SQL gateway of a cluster, in a process of its own, and the script that talks to it. */
final class SqlGateway implements AutoCloseable {

    private final Path folder;
    private final int port = Ports.next();
    private final Process process;

    private SqlGateway(StandaloneFlink flink, Path folder) throws IOException {
        this.folder = folder;
        SqlClient client = flink.sqlClient();
        ProcessBuilder builder =
                new ProcessBuilder(
                        client.program().resolveSibling("sql-gateway.sh").toString(),
                        "start-foreground",
                        "-Dsql-gateway.endpoint.rest.address=localhost",
                        "-Dsql-gateway.endpoint.rest.port=" + port);
        builder.environment().putAll(client.environment());
        this.process = builder.redirectErrorStream(true).redirectOutput(log()).start();
    }

    /** Starts it; returns when it answers. */
    static SqlGateway start(StandaloneFlink flink, Path folder) throws IOException {
        SqlGateway gateway = new SqlGateway(flink, folder);
        try {
            Waiting.until(
                    () -> Waiting.page(gateway.port, "/v2/info").isPresent(),
                    () -> "the SQL gateway answers; it logged " + gateway.logged());
            return gateway;
        } catch (RuntimeException | Error e) {
            gateway.close();
            throw e;
        }
    }

    /** Runs a script as a user does. Returns the id of the last job that it starts. */
    String submit(String script) throws Exception {
        Path file = Files.writeString(folder.resolve("script.sql"), script);
        return SqlClient.jobId(
                ExampleScript.run(
                        Map.of(), "gateway.sh", file.toString(), "http://localhost:" + port));
    }

    private File log() {
        return folder.resolve("gateway.log").toFile();
    }

    private String logged() {
        try {
            return Files.readString(log().toPath());
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
