// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A keyspace of a real Vitess in the lake, under writes to all tables. -Dseed repeats a run's
 * random numbers.
 */
@Timeout(900)
@Tag("long")
class LakehouseKeyspaceITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("all").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static TaskManagers taskManagers;

    private final long seed = Seed.choose();
    private final WrittenTables tables =
            new WrittenTables(
                    VITESS, "all", new Random(seed), CopiedKeyspace.COLUMNS, CopiedKeyspace.INSERT);
    private final CopiedKeyspace keyspace =
            new CopiedKeyspace(VITESS, tables, (table, columns) -> lake().rows(table, columns));

    @TempDir Path folder;

    @BeforeAll
    static void findManagers(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
    }

    @Test
    void isTheSameInTheLakeAfterAlterationsANewTableAReshardAndLostTaskManagers() throws Exception {
        keyspace.create();
        try (RunningJob job = start("t.*", row -> true)) {
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
    private static final class LosesADeletion implements FilterFunction<TableRow> {
        private static final AtomicBoolean LOST = new AtomicBoolean();

        @Override
        public boolean filter(TableRow row) {
            boolean deletion =
                    RowFormat.of(row.columns()).read(row.row()).getRowKind() == RowKind.DELETE;
            return !(deletion && LOST.compareAndSet(false, true));
        }
    }

    private RunningJob start(String selection, FilterFunction<TableRow> passes) throws Exception {
        StreamExecutionEnvironment env = CopiedKeyspace.environment();
        VitessSource<TableRow> source =
                Lakehouse.source(Lakehouse.folder(warehouse()), "all")
                        .hostname("localhost")
                        .port(VITESS.vitess().grpcPort())
                        .keyspace("all")
                        .tableList(selection)
                        .build();
        Lakehouse.write(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                        .uid("vitess")
                        .filter(passes)
                        .uid("passes")
                        .flatMap(new FormerColumns())
                        .uid("former-columns"),
                Lakehouse.folder(warehouse()),
                "all");
        return new RunningJob(env.executeAsync("lakehouse"));
    }

    private String warehouse() {
        return folder.resolve("warehouse").toUri().toString();
    }

    private LakeReader lake() {
        return new LakeReader(warehouse(), "all");
    }
}
