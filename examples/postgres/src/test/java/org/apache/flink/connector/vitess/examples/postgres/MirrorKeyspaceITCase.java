// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.connector.vitess.e2e.CopiedKeyspace;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.WrittenTables;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A keyspace of a real Vitess in a real PostgreSQL, under writes to all tables. -Dseed repeats a
 * run's random numbers.
 */
@Timeout(900)
@Tag("long")
class MirrorKeyspaceITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("all").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static TaskManagers taskManagers;
    private static LocalPostgres postgres;

    private final long seed = Seed.choose();
    private final WrittenTables tables =
            new WrittenTables(
                    VITESS, "all", new Random(seed), CopiedKeyspace.COLUMNS, CopiedKeyspace.INSERT);
    private final PostgresReader reader = new PostgresReader(postgres, "copy");
    private final CopiedKeyspace keyspace = new CopiedKeyspace(VITESS, tables, reader::rows);

    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
        postgres = LocalPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @Test
    void isTheSameInPostgresAfterAlterationsANewTableAReshardAndLostTaskManagers()
            throws Exception {
        keyspace.create();
        try (RunningJob job = start("t.*", change -> true)) {
            keyspace.isFollowed(taskManagers);
        }
    }

    @Test
    void aLostDeletionIsFound() throws Exception {
        tables.create(List.of("lossy"));
        try (RunningJob job = start("lossy", new LosesADeletion())) {
            assertThat(keyspace.differencesAfterADeletion("lossy"))
                    .startsWith("lossy: not in MySQL [[3, ");
        }
    }

    /** Loses the first of them. */
    private static final class LosesADeletion implements FilterFunction<TableChange> {
        private static final AtomicBoolean LOST = new AtomicBoolean();

        @Override
        public boolean filter(TableChange change) {
            boolean deletion = change.deleted() != null && change.written() == null;
            return !(deletion && LOST.compareAndSet(false, true));
        }
    }

    private RunningJob start(String selection, FilterFunction<TableChange> passes)
            throws Exception {
        StreamExecutionEnvironment env = CopiedKeyspace.environment();
        VitessSource<TableChange> source =
                Mirror.source()
                        .hostname("localhost")
                        .port(VITESS.vitess().grpcPort())
                        .keyspace("all")
                        .tableList(selection)
                        .build();
        Mirror.write(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                        .uid("vitess")
                        .filter(passes)
                        .uid("passes"),
                reader.address());
        return new RunningJob(env.executeAsync("postgres"));
    }
}
