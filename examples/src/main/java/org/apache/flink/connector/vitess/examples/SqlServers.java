// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.examples.demo.Explanation;
import org.apache.flink.connector.vitess.examples.demo.Repository;
import org.apache.flink.connector.vitess.testutils.flink.SqlClient;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;

/**
 * The servers that {@code sql-client.sh} needs: a standalone Flink with the connector's jar and,
 * unless there is a Vitess already, the quickstart's embedded one, whose rows keep changing.
 *
 * <p>It tells the script on its standard output, as lines of {@code NAME=value}, how to start
 * Flink's SQL client; the last line is {@code ready}. It ends with its standard input, so also if
 * the script is killed, and then ends Flink's processes.
 */
public final class SqlServers {

    private static final String KEYSPACE = "customer";
    private static final long PAUSE_MILLIS = 600;

    private SqlServers() {}

    /**
     * Starts the servers, and ends them.
     *
     * @param args Flink's version, the connector's jar, and {@code embedded} or the {@code
     *     host:port} of a vtgate with the quickstart's tables
     */
    public static void main(String[] args) {
        LogManager.getLogManager().reset();
        try {
            run(args[0], Path.of(args[1]), args[2]);
            System.exit(0);
        } catch (Exception e) {
            System.err.println(Explanation.of(e));
            System.exit(1);
        }
    }

    private static void run(String version, Path jar, String vitess) throws Exception {
        try (Database database =
                        vitess.equals("embedded")
                                ? new EmbeddedDatabase(KEYSPACE)
                                : new RemoteDatabase(vitess);
                StandaloneFlink flink =
                        StandaloneFlink.version(version)
                                .installScript(Repository.tool("flink"))
                                .jar(jar)
                                .slots(4)
                                .start()) {
            if (database instanceof WritableDatabase ours) {
                Writer writer = new Writer(ours);
                writer.fill();
                keepWriting(writer);
            }
            Path init = Files.createTempFile("sql-client-", ".sql");
            try {
                Files.writeString(init, initialization(database.address()));
                tell(flink, init, database.address());
                awaitEndOfInput();
            } finally {
                Files.delete(init);
            }
        }
    }

    private static void keepWriting(Writer writer) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                while (true) {
                                    writer.change();
                                    Thread.sleep(PAUSE_MILLIS);
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** What the SQL client runs before it asks for the first statement. */
    private static String initialization(String address) {
        return """
                SET 'sql-client.execution.result-mode' = 'tableau';
                SET 'execution.checkpointing.interval' = '1 s';
                """
                + Declaration.TABLES.stream()
                        .map(table -> Declaration.of(table, address, KEYSPACE))
                        .collect(Collectors.joining());
    }

    private static void tell(StandaloneFlink flink, Path init, String address) {
        SqlClient client = flink.sqlClient();
        client.environment().forEach((name, value) -> System.out.println(name + "=" + value));
        System.out.println("SQL_CLIENT=" + client.program());
        System.out.println("SQL_INIT=" + init);
        System.out.println("VTGATE=" + address);
        System.out.println("FLINK_WEB=http://127.0.0.1:" + flink.restPort());
        System.out.println("ready");
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is said there.
        }
    }
}
