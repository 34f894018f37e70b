// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testing.TestCertificate;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/planetscale.md} says to do, on a vtgate with TLS and the same header. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlanetScaleITCase {

    private static final Path PAGE = Path.of("..", "docs", "planetscale.md");

    private static final String USERNAME = "7x1u4q0z9k2m";

    /** Its header has all of what Base64 has beside letters and digits. */
    private static final String PASSWORD = "pscale_pw_~~~???>>>ab";

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir static Path folder;

    private static TestCertificate certificate;
    private static EmbeddedVitess vitess;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.create(folder, "planetscale");
        vitess =
                EmbeddedVitess.builder()
                        .tls(certificate.certificate().toFile(), certificate.key().toFile())
                        .basicAuth(USERNAME, PASSWORD)
                        .start();
        EmbeddedKeyspace keyspace = vitess.createKeyspace("customer", "-80", "80-");
        keyspace.createTable(
                TableDefinition.of("corder")
                        .bigint("order_id")
                        .primaryKey()
                        .bigint("customer_id")
                        .varchar("sku", 32)
                        .bigint("price"));
        keyspace.insert("corder", 1, 10, "SKU-1", 100);
    }

    @AfterAll
    static void stop() {
        vitess.close();
    }

    @Test
    void theTableOfThePageIsReadWithTheHeaderOfThePage() throws Exception {
        try (SqlQuery query = query(table(), header(PASSWORD))) {
            assertThat(query.next(1)).containsExactly("+I[1, 10, SKU-1, 100]");

            vitess.keyspace("customer").insert("corder", 2, 10, "SKU-2", 200);

            assertThat(query.next(1)).containsExactly("+I[2, 10, SKU-2, 200]");
        }
    }

    @Test
    void anotherPasswordIsRefused() throws Exception {
        String header = header("another");

        assertThatThrownBy(() -> query(table(), header))
                .hasStackTraceContaining("refused the login");
    }

    @Test
    void theOptionsOfStaticAuthenticationAreNotTheHeader() throws Exception {
        String table =
                table().replaceFirst(
                                "'grpc.header-files.authorization' = '[^']*'",
                                "'username' = '%s', 'password' = '%s'"
                                        .formatted(USERNAME, Matcher.quoteReplacement(PASSWORD)));

        assertThatThrownBy(() -> query(table, header(PASSWORD)))
                .hasStackTraceContaining("refused the login");
    }

    /** Runs the page's command. Returns the file that it has written. */
    private static String header(String password) throws Exception {
        String command = block("sh").replace("USERNAME", USERNAME).replace("PASSWORD", password);
        Path target = Files.createTempDirectory(folder, "header");
        Process shell =
                new ProcessBuilder("sh", "-c", command)
                        .directory(target.toFile())
                        .inheritIO()
                        .start();
        assertThat(shell.waitFor()).isZero();
        return target.resolve("planetscale-authorization").toString();
    }

    private static SqlQuery query(String table, String header) {
        SqlSession sql = SqlSession.streaming(vitess.host(), vitess.port(), "customer");
        sql.execute(table.replace("/run/secrets/planetscale-authorization", header));
        return sql.query("SELECT * FROM corder");
    }

    /** The page's table at this vtgate, whose certificate Java does not trust by itself. */
    private static String table() throws IOException {
        String table = block("sql").replaceFirst(";\\s*$", "");
        for (String[] change :
                new String[][] {
                    {"'aws.connect.psdb.cloud'", "'" + vitess.host() + "'"},
                    {"'443'", "'" + vitess.port() + "'"},
                    {
                        "'connector' = 'vitess',",
                        "'connector' = 'vitess', 'connect.max-retries' = '1', 'tls.ca-file' = '%s',"
                                .formatted(certificate.certificate())
                    }
                }) {
            assertThat(table).contains(change[0]);
            table = table.replace(change[0], change[1]);
        }
        return table;
    }

    private static String block(String language) throws IOException {
        Matcher block =
                Pattern.compile("(?s)```" + language + "\n(.*?)```")
                        .matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
