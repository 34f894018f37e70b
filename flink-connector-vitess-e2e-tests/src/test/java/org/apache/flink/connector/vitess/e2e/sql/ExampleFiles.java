// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;

/** What the README and examples/sql show to users, set up for a test's servers. */
final class ExampleFiles {

    private static final Path ROOT = Path.of("..");

    private static final Pattern SQL_BLOCK = Pattern.compile("(?s)```sql\n(.*?)```");

    private ExampleFiles() {}

    /** A file of examples/sql, as it is. */
    static String example(String file) {
        return read(ROOT.resolve("examples/sql").resolve(file));
    }

    /** A script of examples/sql for Flink; only the ports differ. */
    static String example(String file, LocalVitess vitess) {
        return atVtgate(example(file), vitess)
                .replace("localhost:15306", "localhost:" + vitess.mysqlPort());
    }

    /** The same of one that writes to PostgreSQL. */
    static String example(String file, LocalVitess vitess, LocalPostgres postgres) {
        return replaced(
                example(file, vitess),
                "'jdbc:postgresql://localhost:5432/postgres?user=test'",
                "'" + postgres.jdbcUrl() + "?user=test'");
    }

    /** The README's only block of SQL; only the port differs. */
    static String readmeSnippet(LocalVitess vitess) {
        Matcher blocks = SQL_BLOCK.matcher(read(ROOT.resolve("README.md")));
        assertThat(blocks.find()).as("README.md has a block of SQL").isTrue();
        return atVtgate(blocks.group(1), vitess);
    }

    private static String atVtgate(String script, LocalVitess vitess) {
        return replaced(script, "'port' = '15991'", "'port' = '%d'".formatted(vitess.grpcPort()));
    }

    private static String replaced(String script, String target, String replacement) {
        assertThat(script).contains(target);
        return script.replace(target, replacement);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.toAbsolutePath(), e);
        }
    }
}
