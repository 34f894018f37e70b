// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.ledger.EmbeddedLedgerDatabase;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerTableFactory;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs of SQL that stop with a savepoint, and the same SQL that continues from it. The ledger's
 * tables are two tables of SQL in one job: that of accounts, and one that reads all others.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlSavepointITCase {

    private static final List<String> TABLES = List.of("account", "item", "t1");
    private static final String NO_STATE = "";
    private static final int ROWS = 3_000;

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private final long seed = Seed.choose();
    private EmbeddedVitess vitess;
    private EmbeddedLedgerDatabase database;

    @TempDir Path folder;

    @BeforeEach
    void startVitess() {
        // A response of a few rows, so that a table is copied in many batches.
        vitess = EmbeddedVitess.builder().vstreamPacketSize(500).start();
        database = new EmbeddedLedgerDatabase(vitess.createKeyspace("bank", "-80", "80-"), TABLES);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    @Fault("C8")
    void theSameSqlWithOtherParallelismLosesAndRepeatsNothing() throws Exception {
        Ledger ledger = filled(ROWS);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            start(job, 2, "version > 0", NO_STATE);
            awaitCopied(job, ROWS / 2);
            String inCopy = job.stopWithSavepoint(folder);
            writer.awaitTransactions(50);

            start(job, 1, "version > 0", inCopy);
            job.awaitLog(ledger);
            String inLog = job.stopWithSavepoint(folder);
            writer.awaitTransactions(50);

            start(job, 2, "version > 0", inLog);
            job.finish(ledger, writer);
        }
    }

    @Test
    void aStartWithoutTheSavepointIsSeen() throws Exception {
        Ledger ledger = filled(20);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            start(job, 2, "version > 0", NO_STATE);
            job.awaitLog(ledger);
            job.stopWithSavepoint(folder);

            start(job, 1, "version > 0", NO_STATE);
            job.awaitLog(ledger);
            writer.close();

            assertThatThrownBy(() -> job.awaitCommitted(ledger, Duration.ofSeconds(5)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageMatching("(?s)(EQ: |\\[CHANGELOG: ).*");
        }
    }

    @Test
    void anotherConditionThatTheServerEvaluatesIsRefused() throws Exception {
        Ledger ledger = filled(20);
        try (LedgerJob job = new LedgerJob()) {
            start(job, 2, "version > 0", NO_STATE);
            job.awaitLog(ledger);
            String savepoint = job.stopWithSavepoint(folder);
            job.neverRestart();

            start(job, 2, "version > 1", savepoint);

            Throwable failure = job.awaitFailure(Duration.ofSeconds(30));
            assertThat(ExceptionUtils.stringifyException(failure))
                    .contains("The restored job read only the rows with `version` > 0 of shard")
                    .contains("now it is to read only the rows with `version` > 1")
                    .contains("restart without state");
        }
    }

    @Test
    void anotherConditionThatFlinkEvaluatesIsTaken() throws Exception {
        Ledger ledger = filled(ROWS);
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            String[] never = {"filter.handling.policy", "never"};
            start(job, 2, "version > 0", NO_STATE, never);
            awaitCopied(job, ROWS / 2);
            String savepoint = job.stopWithSavepoint(folder);

            start(job, 1, "version > -1", savepoint, never);
            job.finish(ledger, writer);
        }
    }

    private Ledger filled(int rows) throws Exception {
        for (String table : TABLES) {
            database.fill(table, rows);
        }
        return Ledger.open(database, TABLES);
    }

    private static void awaitCopied(LedgerJob job, int rows) throws Exception {
        AtomicInteger copied = new AtomicInteger();
        job.await(job.when(change -> change.snapshot() && copied.incrementAndGet() >= rows));
    }

    private void start(
            LedgerJob job,
            int parallelism,
            String where,
            String savepoint,
            String... tableOptions) {
        SqlSession sql = SqlSession.streaming(vitess.host(), vitess.port(), "bank");
        job.options(parallelism).forEach(sql::set);
        if (!savepoint.isEmpty()) {
            sql.set("execution.state-recovery.path", savepoint);
        }
        createTable(sql, "account", "id bigint, balance bigint, ", "account", tableOptions);
        createTable(sql, "items", "name string, note string, ", "item;t1", tableOptions);
        sql.execute(
                "create table ledger (%s) with ('connector' = 'ledger', 'job' = '%s')"
                        .formatted(LedgerTableFactory.COLUMNS, job.id()));
        String insert =
                """
                insert into ledger
                select shard, table_name, gtid, is_snapshot,
                       cast(id as string), cast(balance as string), cast(version as string)
                from account where %1$s
                union all
                select shard, table_name, gtid, is_snapshot, name, cast(version as string), note
                from items where %1$s
                """
                        .formatted(where);
        job.start(() -> sql.insert(insert));
    }

    private static void createTable(
            SqlSession sql, String name, String columns, String tables, String... options) {
        String[] all = new String[options.length + 2];
        all[0] = "table-name";
        all[1] = tables;
        System.arraycopy(options, 0, all, 2, options.length);
        sql.createTable(
                name,
                columns
                        + "version bigint, shard string metadata virtual,"
                        + " table_name string metadata virtual, gtid string metadata virtual,"
                        + " is_snapshot boolean metadata virtual",
                all);
    }
}
