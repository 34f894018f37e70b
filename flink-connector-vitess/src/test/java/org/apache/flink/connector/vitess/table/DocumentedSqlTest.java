// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages' SQL, up to the plan, on the tables of the quickstart. */
class DocumentedSqlTest {

    private static final Pattern BLOCK = Pattern.compile("(?s)```sql\n(.*?)```");

    private static final Pattern SET = Pattern.compile("SET '([^']+)' = '([^']+)'");

    private EmbeddedVitess vitess;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().start();
        EmbeddedKeyspace keyspace = vitess.createKeyspace("customer", "-80", "80-");
        keyspace.createTable(
                TableDefinition.of("customer")
                        .bigint("customer_id")
                        .primaryKey()
                        .varchar("email", 128));
        keyspace.createTable(
                TableDefinition.of("corder")
                        .bigint("order_id")
                        .primaryKey()
                        .bigint("customer_id")
                        .varchar("sku", 32)
                        .bigint("price"));
    }

    @AfterEach
    void stop() {
        vitess.close();
    }

    static Stream<Path> pagesWithSql() throws IOException {
        return DocsTest.pages().stream().filter(page -> !statements(page).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("pagesWithSql")
    void itsSqlHasAPlan(Path page) {
        SqlSession sql = SqlSession.streaming(vitess.host(), vitess.port(), "customer");
        for (String statement : statements(page)) {
            Matcher set = SET.matcher(statement);
            if (set.matches()) {
                sql.set(set.group(1), set.group(2));
            } else if (statement.startsWith("SELECT")) {
                assertThat(sql.explain(statement)).contains("TableSourceScan");
            } else {
                sql.execute(
                        statement
                                .replace("'localhost'", "'" + vitess.host() + "'")
                                .replace("'15991'", "'" + vitess.port() + "'"));
            }
        }
    }

    private static List<String> statements(Path page) {
        try {
            return BLOCK.matcher(Files.readString(page))
                    .results()
                    .flatMap(block -> Arrays.stream(block.group(1).split(";\n")))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(page.toString(), e);
        }
    }
}
