// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.vitess.e2e.NoteWindows;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows on a real Vitess, of which one shard is written to and the other is not. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdleShardITCase {

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

    /** For the rest: a window of a second, times in whole seconds, and a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private static final DateTimeFormatter WINDOW_END =
            DateTimeFormatter.ofPattern("'+I['uuuu-MM-dd HH:mm:ss");

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.slots(4);

    private static final AtomicInteger LAST_ID = new AtomicInteger();

    @BeforeAll
    static void createTable() {
        VITESS.vitess().applySchema("customer", "create table note (id bigint primary key)");
    }

    @ParameterizedTest(name = "parallelism {0}")
    @ValueSource(ints = {1, 2})
    @Fault("B19")
    void watermarksMoveWithinTheTimeoutAndWithoutItNotBeforeAWrite(int parallelism)
            throws Exception {
        try (SqlQuery held = windows(parallelism, Duration.ZERO);
                SqlQuery moving = windows(parallelism, IDLE_TIMEOUT);
                Writes busy = Writes.every(Duration.ofMillis(50), () -> insert("-80"))) {
            CompletableFuture<List<String>> first =
                    CompletableFuture.supplyAsync(() -> held.next(1));
            for (int window = 1; window <= 5; window++) {
                Duration late = sinceEnd(moving.next(1).get(0));
                System.out.println("window " + window + " came " + late + " after its end");
                assertThat(late).isLessThan(IDLE_TIMEOUT.plus(SLACK));
            }
            assertThat(first).as("windows without a timeout").isNotDone();

            try (Writes idle = Writes.every(Duration.ofMillis(500), () -> insert("80-"))) {
                assertThat(first.get(60, TimeUnit.SECONDS)).hasSize(1);
            }
        }
    }

    @Test
    void subtasksWithoutAShardHoldNoWindowBack() throws Exception {
        try (SqlQuery windows = windows(4, Duration.ZERO);
                Writes one = Writes.every(Duration.ofMillis(50), () -> insert("-80"));
                Writes other = Writes.every(Duration.ofMillis(50), () -> insert("80-"))) {
            for (int window = 1; window <= 3; window++) {
                assertThat(sinceEnd(windows.next(1).get(0))).isLessThan(SLACK);
            }
        }
    }

    private static SqlQuery windows(int parallelism, Duration idleTimeout) {
        return NoteWindows.query(VITESS, parallelism, Duration.ZERO, idleTimeout);
    }

    /** How long ago the window of a row ended. */
    private static Duration sinceEnd(String row) {
        LocalDateTime end = LocalDateTime.parse(row.substring(0, row.indexOf(',')), WINDOW_END);
        return Duration.between(end.toInstant(ZoneOffset.UTC), Instant.now());
    }

    /** Into that shard, past the vindex. */
    private static void insert(String shard) {
        try (Connection connection = VITESS.connection("customer/" + shard);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into note (id) values (" + LAST_ID.incrementAndGet() + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
