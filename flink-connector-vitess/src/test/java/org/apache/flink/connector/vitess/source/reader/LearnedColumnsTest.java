// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedShard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a stream learns the columns of its tables where it cannot know them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LearnedColumnsTest {

    private static final AlterTable ADD_X =
            AlterTable.of("customer")
                    .addAfter("id", TableDefinition.of("x").bigint("x").columns().get(0));

    private static final AlterTable TO_LATIN1 =
            AlterTable.of("customer")
                    .change(
                            "v",
                            TableDefinition.of("x")
                                    .varchar("v", 20)
                                    .collated(Collation.LATIN1_SWEDISH_CI)
                                    .columns()
                                    .get(0));

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private EmbeddedShard shard;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        keyspace = vitess.createKeyspace("shop", "0");
        keyspace.createTable(
                TableDefinition.of("customer").bigint("id").primaryKey().varchar("v", 20));
        shard = keyspace.shard("0");
        shard.transaction(tx -> tx.insert("customer", 1, "a"));
    }

    @AfterEach
    void stop() {
        vitess.close();
    }

    @Test
    void aStartInTheLogLearnsThemBeforeItReadsRows() {
        try (StreamDriver driver = inLog()) {
            driver.learnColumns();
            assertThat(names(driver.position())).containsExactly("id", "v");

            shard.transaction(tx -> tx.insert("customer", 2, "b"));
            assertThat(nextRows(driver)).containsExactly("[id, v]");
        }
    }

    /** The log up to now is looked through, also for rows that have come meanwhile. */
    @Test
    void aStartInThePastLearnsThemFromTheLog() {
        ShardPosition start = ShardPosition.inLog(shard.position(), Set.of("customer"));
        shard.transaction(tx -> tx.insert("customer", 2, "b"));
        shard.transaction(tx -> tx.insert("customer", 3, "c"));
        try (StreamDriver driver = driver(1, start)) {
            driver.learnColumns();

            assertThat(names(driver.position())).containsExactly("id", "v");
            assertThat(driver.position().gtid()).isEqualTo(start.gtid());
            assertThat(driver.pollRows(2)).isEqualTo(2);
        }
    }

    @Test
    void aRowBeforeAStatementWithUnknownColumnsFailsTheJob() {
        ShardPosition start = ShardPosition.inLog(shard.position(), Set.of("customer"));
        shard.transaction(tx -> tx.insert("customer", 2, "b"));
        shard.alter(ADD_X);
        try (StreamDriver driver = driver(1, start)) {
            driver.learnColumns();
            assertThat(driver.position().tablesWithoutSchema()).containsExactly("customer");

            assertThatThrownBy(() -> driver.pollRows(1))
                    .isInstanceOf(StreamFormatException.class)
                    .hasMessageContaining("shop/0")
                    .hasMessageContaining(
                            "a row of table 'customer' was written between two statements");
        }
    }

    @Test
    void withoutARowBetweenThemTheyAreLearnedAtTheStatement() {
        ShardPosition start = ShardPosition.inLog(shard.position(), Set.of("customer"));
        shard.alter(ADD_X);
        shard.transaction(tx -> tx.insert("customer", 2, 5, "b"));
        try (StreamDriver driver = driver(1, start)) {
            driver.learnColumns();

            assertThat(nextRows(driver)).containsExactly("[id, x, v]");
            assertThat(names(driver.position())).containsExactly("id", "x", "v");
        }
    }

    @Test
    void ofAShardThatServesNoMoreTheyAreLearnedFromTheOneThatTookItsPlace() {
        ShardPosition start = ShardPosition.inLog(shard.position(), Set.of("customer"));
        shard.transaction(tx -> tx.insert("customer", 2, "b"));
        keyspace.addShards("-");
        keyspace.reshard(List.of("0"), List.of("-")).switchTraffic();
        try (StreamDriver driver = driver(1, start)) {
            driver.learnColumns();

            assertThat(nextRows(driver)).containsExactly("[id, v]");
        }
    }

    @Test
    void anAlterationAfterTheSwitchOfTrafficIsFound() {
        ShardPosition start = ShardPosition.inLog(shard.position(), Set.of("customer"));
        shard.transaction(tx -> tx.insert("customer", 2, "b"));
        keyspace.addShards("-");
        keyspace.reshard(List.of("0"), List.of("-")).switchTraffic();
        keyspace.shard("-").alter(ADD_X);

        assertUnknown(start);
    }

    @Test
    void anAlterationAfterTrafficWasSwitchedBackIsFound() {
        ShardPosition start = ShardPosition.inLog(shard.position(), Set.of("customer"));
        shard.transaction(tx -> tx.insert("customer", 2, "b"));
        keyspace.addShards("-");
        EmbeddedReshard reshard = keyspace.reshard(List.of("0"), List.of("-"));
        reshard.switchTraffic();
        reshard.switchTraffic();
        shard.alter(ADD_X);

        assertUnknown(start);
    }

    private void assertUnknown(ShardPosition start) {
        try (StreamDriver driver = driver(1, start)) {
            driver.learnColumns();

            assertThat(driver.position().tablesWithoutSchema()).containsExactly("customer");
        }
    }

    /** The former columns of the table that takes the name are not known. */
    @Test
    void afterASwapOfTablesMySqlIsAskedBeforeTheStatementIsHandedOver() {
        keyspace.createTable(
                TableDefinition.of("_new").bigint("id").primaryKey().bigint("n").varchar("v", 20));
        try (StreamDriver driver = inLog()) {
            driver.learnColumns();
            shard.transaction(tx -> tx.insert("customer", 2, "b"));
            shard.swapTables("customer", "_new", "_old");
            shard.transaction(tx -> tx.insert("customer", 3, 7, "c"));
            List<FetchedBatch> batches = pollAll(driver, 2);

            assertThat(schemas(batches)).containsExactly("[id, v]", "[id, n, v]");
            assertThat(batches.stream().flatMap(b -> b.changes().schemaChanges().stream()))
                    .singleElement()
                    .satisfies(change -> assertThat(change.statement()).startsWith("rename table"))
                    .satisfies(
                            change ->
                                    assertThat(columns(change.after()))
                                            .containsExactly("id", "n", "v"))
                    .satisfies(change -> assertThat(change.renamed()).isEmpty());
            assertThat(names(driver.position())).containsExactly("id", "n", "v");
        }
    }

    /** The first swap's columns are gone for good once the second has happened. */
    @Test
    @Fault("D15")
    void theRowsBetweenTwoSwapsCannotBeRead() {
        for (String table : List.of("_new", "_newer")) {
            keyspace.createTable(TableDefinition.of(table).bigint("id").primaryKey().bigint(table));
        }
        try (StreamDriver driver = inLog()) {
            driver.learnColumns();
            shard.throttle(true);
            shard.swapTables("customer", "_new", "_old");
            shard.transaction(tx -> tx.insert("customer", 3, 7));
            shard.swapTables("customer", "_newer", "_older");
            shard.throttle(false);

            assertThatThrownBy(() -> pollAll(driver, 1))
                    .isInstanceOf(StreamFormatException.class)
                    .hasMessageContaining(
                            "a row of table 'customer' was written between two statements");
        }
    }

    @Test
    void aQuestionThatFailsIsAskedAgain() {
        vitess.failStatements(1, Status.UNAVAILABLE.withDescription("vtgate is restarted"));
        try (StreamDriver driver = inLog()) {
            driver.awaitPauseOfRetry();
            assertThat(driver.metric("retryAttempt")).isEqualTo(1);
            driver.passPause();
            driver.learnColumns();

            assertThat(names(driver.position())).containsExactly("id", "v");
        }
    }

    @Test
    void aQuestionThatFailsTooOftenFailsTheJob() {
        vitess.failStatements(5, Status.UNAVAILABLE.withDescription("vtgate is restarted"));
        try (StreamDriver driver = inLog()) {
            driver.awaitPauseOfRetry();
            driver.passPause();

            assertThatThrownBy(driver::awaitPauseOfRetry)
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("vtgate is restarted");
        }
    }

    @Test
    void aCopyIsHeldUntilItsColumnsAreThoseOfMySql() {
        try (StreamDriver driver = driver(1, ShardPosition.beforeCopy(List.of("customer")))) {
            assertThat(nextRows(driver)).containsExactly("[id, v]");
            assertThat(names(driver.position())).containsExactly("id", "v");
        }
    }

    @Test
    void aCopyWithFormerColumnsIsBegunAgain() {
        try (StreamDriver driver = copyThatIsAltered(1, ADD_X)) {
            driver.awaitPauseOfRetry();
            assertThat(driver.position().gtid()).as("nothing was handed over").isEmpty();

            driver.passPause();
            assertThat(nextRows(driver)).containsExactly("[id, x, v]");
            assertThat(names(driver.position())).containsExactly("id", "x", "v");
        }
    }

    /**
     * Rows of its catch-up, from before the statement, would be read in the wrong character set.
     */
    @Test
    void aCopyWithAFormerCollationIsBegunAgain() {
        try (StreamDriver driver = copyThatIsAltered(1, TO_LATIN1)) {
            driver.awaitPauseOfRetry();
            assertThat(driver.position().gtid()).as("nothing was handed over").isEmpty();

            driver.passPause();
            assertThat(nextRows(driver)).containsExactly("[id, v]");
            assertThat(driver.position().schemas().get("customer").orElseThrow().schema().columns())
                    .extracting(Column::collation)
                    .contains(Collation.LATIN1_SWEDISH_CI.id());
        }
    }

    @Test
    void aCopyThatKeepsItsFormerColumnsFailsTheJob() {
        try (StreamDriver driver = copyThatIsAltered(0, ADD_X)) {
            assertThatThrownBy(() -> driver.pollRows(1))
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining(
                            "copies table 'customer' of shard shop/0 with the columns"
                                    + " [id bigint, v varchar(20) collation 255]")
                    .hasMessageContaining(
                            "but MySQL has [id bigint, x bigint, v varchar(20) collation 255]")
                    .hasMessageContaining("Run vtctldclient ReloadSchemaKeyspace shop");
        }
    }

    /** The columns have been sent, but MySQL has not been asked for them yet. */
    private StreamDriver copyThatIsAltered(int retries, AlterTable statement) {
        long sent = vitess.responsesSent();
        StreamDriver driver = driver(retries, ShardPosition.beforeCopy(List.of("customer")));
        Waiting.until(
                Duration.ofSeconds(10),
                () -> vitess.responsesSent() > sent,
                () -> "no response was sent");
        shard.alter(statement);
        return driver;
    }

    private StreamDriver inLog() {
        return driver(1, ShardPosition.inLog(shard.position(), Set.of("customer")));
    }

    private StreamDriver driver(int retries, ShardPosition start) {
        return new StreamDriver(vitess, retries, start, RowSelection.all(), new Never());
    }

    private static List<FetchedBatch> pollAll(StreamDriver driver, int rows) {
        List<FetchedBatch> batches = new ArrayList<>();
        while (schemas(batches).size() < rows) {
            List<FetchedBatch> polled = driver.poll();
            batches.addAll(polled);
            if (polled.isEmpty()) {
                driver.awaitActivity();
            }
        }
        return batches;
    }

    private static List<String> nextRows(StreamDriver driver) {
        return schemas(pollAll(driver, 1));
    }

    private static List<String> schemas(List<FetchedBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.changes().changes().stream())
                .map(change -> columns(Optional.of(change.schema())).toString())
                .toList();
    }

    private static List<String> names(ShardPosition position) {
        return columns(position.schemas().get("customer").map(version -> version.schema()));
    }

    private static List<String> columns(Optional<TableSchema> schema) {
        return schema.orElseThrow().columns().stream().map(Column::name).toList();
    }
}
