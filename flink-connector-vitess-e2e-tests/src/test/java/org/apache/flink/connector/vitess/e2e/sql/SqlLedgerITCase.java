// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.ledger.AppendedChangelog;
import org.apache.flink.connector.vitess.testing.ledger.AppendedChangelog.Appended;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every committed change once, in the files that a job of the SQL client writes on a real Flink,
 * while a ledger on a real Vitess is written all the time.
 */
@Timeout(600)
@Tag("long")
class SqlLedgerITCase {

    static final List<String> FLINKS = StandaloneFlink.VERSIONS;

    private static final List<String> TABLES = LedgerScript.TABLES;

    private static final int ROWS = 500;

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    private static final VitessLedgerDatabase DATABASE =
            new VitessLedgerDatabase(VITESS, "customer");

    private final long seed = Seed.choose();

    @TempDir Path folder;

    private ChangelogFiles files;
    private AppendedChangelog changelog;
    private Ledger ledger;

    @BeforeAll
    static void createTables() {
        DATABASE.create(TABLES);
    }

    @BeforeEach
    void fillTables() throws Exception {
        DATABASE.clear(TABLES);
        for (String table : TABLES) {
            DATABASE.fill(table, ROWS);
        }
        ledger = Ledger.open(DATABASE, TABLES);
        files = new ChangelogFiles(folder);
        changelog = new AppendedChangelog(files::rows);
    }

    @ParameterizedTest(name = "Flink {0}")
    @FieldSource("FLINKS")
    @Fault({"C8", "C17"})
    void nothingIsLostOrRepeatedOverSavepointsAndOtherParallelisms(String version)
            throws Exception {
        try (StandaloneFlink flink = start(version);
                LedgerWriter writer = ledger.startWriter(seed)) {
            String job = flink.sqlClient().submit(script(2));
            changelog.awaitLog(ledger);
            for (int parallelism : List.of(1, 3)) {
                String savepoint = flink.stopWithSavepoint(job);
                writer.awaitTransactions(50);
                job = flink.sqlClient().submit(from(savepoint) + script(parallelism));
                changelog.awaitLog(ledger);
            }
            writer.awaitTransactions(50);
            writer.close();
            System.out.println("writer: " + writer);
            changelog.awaitCommitted(ledger);
            flink.cancel(job);
        }
        List<Appended> rows = files.rows();
        System.out.printf(
                "%d rows of the changelog, %d versions acknowledged%n",
                rows.size(), ledger.acknowledged());
        eachRowThatIsMissingOrRepeatedIsFound(rows);
    }

    private void eachRowThatIsMissingOrRepeatedIsFound(List<Appended> rows) {
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            int at = random.nextInt(rows.size());
            List<Appended> missing = new ArrayList<>(rows);
            Appended fault = missing.remove(at);
            List<Appended> repeated = new ArrayList<>(rows);
            repeated.add(fault);

            assertViolated(missing, "without " + fault);
            assertViolated(repeated, "with twice " + fault);
        }
    }

    private void assertViolated(List<Appended> rows, String description) {
        assertThatThrownBy(() -> new AppendedChangelog(() -> rows).check(ledger))
                .as(description)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aJobThatForgetsItsSavepointIsFound() throws Exception {
        try (StandaloneFlink flink = start(FLINKS.get(0))) {
            try (LedgerWriter writer = ledger.startWriter(seed)) {
                String job = flink.sqlClient().submit(script(1));
                changelog.awaitLog(ledger);
                flink.stopWithSavepoint(job);
                writer.awaitTransactions(50);
            }
            long before = copied();
            flink.sqlClient().submit(script(2));
            Waiting.until(() -> copied() > before, () -> "rows are copied again");
        }
        assertThatThrownBy(() -> changelog.check(ledger)).hasMessageContaining("CHANGELOG");
    }

    private long copied() {
        return files.rows().stream().filter(Appended::snapshot).count();
    }

    private static StandaloneFlink start(String version) throws Exception {
        Path jar = UberJar.path();
        return RealServers.orSkip(() -> StandaloneFlink.version(version).jar(jar).slots(3).start());
    }

    private String script(int parallelism) {
        return LedgerScript.appends(VITESS.vitess().grpcPort(), parallelism, files);
    }

    private static String from(String savepoint) {
        return "SET 'execution.state-recovery.path' = '%s';\n".formatted(savepoint);
    }
}
