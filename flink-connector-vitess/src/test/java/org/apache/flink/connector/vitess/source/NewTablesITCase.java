// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are created while a job runs. */
@Timeout(120)
class NewTablesITCase {

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.builder().vstreamPacketSize(100).start();
        keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "orders_1");
        tables.insert("orders_1", 1, 20);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void areCopiedAndFollowedWhileTheOthersGoOn(@TempDir Path folder) throws Exception {
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source(true), 1)) {
            job.awaitLines(20);
            ShopTables created = new ShopTables(keyspace, "orders_2", "other");
            created.insert("orders_2", 1, 50);
            created.insert("other", 1, 5);
            tables.update("orders_1", 7, "meanwhile");
            job.awaitLines(71);
            created.update("orders_2", 3, "followed");
            tables.update("orders_1", 8, "followed");

            assertThat(job.awaitLines(73))
                    .noneMatch(line -> line.contains(" other "))
                    .filteredOn(line -> line.contains(" orders_2 r "))
                    .hasSize(50);
            assertThat(Replay.rows(job.lines()))
                    .containsAllEntriesOf(tables.rows())
                    .containsEntry(Replay.key("orders_2", "3"), "[3, followed]")
                    .hasSize(70);
            assertThat(job.lines()).hasSize(73);
            savepoint = job.stopWithSavepoint(folder);
            created.update("orders_2", 4, "after");
        }
        try (ChangelogJob job = ChangelogJob.restore(source(false), 2, savepoint)) {
            assertThat(job.awaitLines(1))
                    .singleElement()
                    .asString()
                    .endsWith(" orders_2 u [4, new] -> [4, after]");
        }
    }

    @Test
    void areNotCapturedWithoutTheOption() throws Exception {
        try (ChangelogJob with = ChangelogJob.start(source(true), 1);
                ChangelogJob without = ChangelogJob.start(source(false), 1)) {
            with.awaitLines(20);
            without.awaitLines(20);
            new ShopTables(keyspace, "orders_2").insert("orders_2", 1, 5);
            with.awaitLines(25);
            tables.update("orders_1", 7, "last");

            assertThat(without.awaitLines(21)).hasSize(21).allMatch(l -> l.contains(" orders_1 "));
        }
    }

    private VitessSource<String> source(boolean newlyAdded) {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("orders_.*")
                .scanNewlyAddedTableEnabled(newlyAdded)
                .deserializer(new ChangeLines())
                .build();
    }
}
