// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
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

/** Which starts of a job copy tables again. */
@Timeout(120)
class ResnapshotStartITCase {

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir private Path folder;

    private EmbeddedVitess vitess;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.start();
        EmbeddedKeyspace keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "customer", "orders");
        tables.insert("customer", 1, 20);
        tables.insert("orders", 1, 30);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void aRequestIsCarriedOutOnceUntilItIsMadeAgain() throws Exception {
        String copied = start(source("orders"), 50);
        String still = restore(source("orders"), copied, 0);
        String without = restore(source(), still, 0);
        String once = restore(source("orders"), without, 30);
        String other = restore(source("customer", "orders"), once, 50);
        String same = restore(source("orders", "customer"), other, 0);
        restore(source(".*"), same, 50);
    }

    @Test
    void aTableThatWasNeverCopiedIsCopied() throws Exception {
        String savepoint;
        VitessSourceBuilder<String> latest = source().startupOptions(StartupOptions.latest());
        try (ChangelogJob job = ChangelogJob.start(latest.build(), 2)) {
            int next = 100;
            while (job.lines().isEmpty()) {
                tables.update("customer", 1, "v" + next++);
                job.awaitChange();
            }
            savepoint = job.stopWithSavepoint(folder);
        }
        restore(source("orders"), savepoint, 30);
    }

    @Test
    void aTableThatIsNotCapturedFailsTheJob() throws Exception {
        String savepoint = start(source(), 50);

        for (ChangelogJob job :
                List.of(
                        ChangelogJob.restore(source("order", "customer").build(), 2, savepoint),
                        ChangelogJob.start(source("order", "customer").build(), 2))) {
            try (job) {
                assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                        .hasStackTraceContaining("'order' in 'scan.resnapshot.tables'")
                        .hasStackTraceContaining("[customer, orders] of keyspace 'shop'");
            }
        }
    }

    private String start(VitessSourceBuilder<String> source, int copied) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source.build(), 2)) {
            return awaitAll(job, copied);
        }
    }

    /** Restores the job, which continues from the log and copies this many rows, each once. */
    private String restore(VitessSourceBuilder<String> source, String savepoint, int copied)
            throws Exception {
        tables.update("customer", 1, "before " + System.nanoTime());
        try (ChangelogJob job = ChangelogJob.restore(source.build(), 2, savepoint)) {
            return awaitAll(job, copied);
        }
    }

    private String awaitAll(ChangelogJob job, int copied) throws Exception {
        job.await(lines -> copies(lines) >= copied);
        // One row of each shard and table, whose copies are over once these come out of the log.
        List<Integer> ids = List.of(1, firstOfOtherShard());
        for (String table : List.of("customer", "orders")) {
            ids.forEach(id -> tables.update(table, id, "after"));
        }
        List<String> all =
                job.await(
                        lines ->
                                lines.stream().filter(line -> line.endsWith("after]")).count()
                                        >= 4);
        assertThat(all).filteredOn(line -> line.contains(" r ")).hasSize(copied);
        assertThat(all).filteredOn(line -> line.contains(" r ")).doesNotHaveDuplicates();
        String savepoint = job.stopWithSavepoint(folder);
        for (String table : List.of("customer", "orders")) {
            ids.forEach(id -> tables.update(table, id, "reset"));
        }
        return savepoint;
    }

    private static long copies(List<String> lines) {
        return lines.stream().filter(line -> line.contains(" r ")).count();
    }

    private int firstOfOtherShard() {
        int id = 2;
        while (tables.shardOf("customer", id).equals(tables.shardOf("customer", 1))) {
            id++;
        }
        return id;
    }

    private VitessSourceBuilder<String> source(String... resnapshot) {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer", "orders")
                .scanResnapshotTables(resnapshot)
                .deserializer(new ChangeLines());
    }
}
