// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.Writes;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that end by themselves, with exactly what was there at their end. */
@Timeout(120)
class BoundedITCase {

    private static final List<String> SHARDS = List.of("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private final EmbeddedVitess vitess = EmbeddedVitess.start();
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;

    @BeforeEach
    void createTables() {
        keyspace = vitess.createKeyspace("shop", SHARDS.toArray(String[]::new));
        tables = new ShopTables(keyspace, "customer", "empty");
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    /** A shard's rows are inserted in the order of their keys, so that a gap is a lost one. */
    @Test
    @Fault("C15")
    void aBusyKeyspaceAndAnEmptyTable(Figures figures) throws Exception {
        tables.insert("customer", 1, 100);
        AtomicInteger last = new AtomicInteger(100);
        VitessSource<String> source = source().boundedOptions(BoundedOptions.latest()).build();
        List<String> lines;
        int before;
        try (Writes writes =
                Writes.every(
                        Duration.ofMillis(1),
                        () -> {
                            int id = last.get() + 1;
                            tables.insert("customer", id, id);
                            last.set(id);
                        })) {
            before = last.get();
            try (ChangelogJob job = ChangelogJob.start(source, 2)) {
                lines = job.awaitEnd();
            }
        }
        assertThat(last.get()).as("rows written after the end").isGreaterThan(lines.size());
        for (String shard : SHARDS) {
            List<Integer> read = ids(lines, shard);
            List<Integer> written = written(shard, last.get());
            assertThat(read).isEqualTo(written.subList(0, read.size()));
            assertThat(written.indexOf(read.get(read.size() - 1)))
                    .as("the last row of " + shard)
                    .isGreaterThanOrEqualTo(written(shard, before).size() - 1);
        }
        figures.add("rows", lines.size());
    }

    private static List<Integer> ids(List<String> lines, String shard) {
        return lines.stream()
                .filter(line -> line.startsWith(shard + " customer "))
                .map(line -> line.substring(line.indexOf('[') + 1, line.indexOf(',')))
                .map(Integer::valueOf)
                .toList();
    }

    private List<Integer> written(String shard, int last) {
        return IntStream.rangeClosed(1, last)
                .filter(id -> tables.shardOf("customer", id).name().equals(shard))
                .boxed()
                .toList();
    }

    /** One shard ends where it starts, the other after two transactions that are still to come. */
    @Test
    @Fault("C15")
    void aRestoredJobOneOfWhoseShardsIsAtItsEnd(@TempDir Path folder) throws Exception {
        tables.insert("customer", 1, 20);
        String next = twoMore(keyspace.shard("80-").position());
        VitessSource<String> source =
                source().startupOptions(
                                StartupOptions.specificOffset(
                                        vgtid(keyspace.shard("80-").position())))
                        .boundedOptions(BoundedOptions.specificOffset(vgtid(next)))
                        .build();
        List<Integer> ids = written("80-", 200).stream().filter(id -> id > 20).toList();
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source, 2)) {
            insert(ids.get(0));
            job.awaitLines(1);
            savepoint = job.stopWithSavepoint(folder);
        }
        insert(ids.get(1));
        tables.insert("customer", 300, 320);

        try (ChangelogJob job = ChangelogJob.restore(source, 1, savepoint)) {
            assertThat(job.awaitEnd()).containsExactly("80- customer c [" + ids.get(1) + ", new]");
        }
    }

    private void insert(int id) {
        tables.insert("customer", id, id);
    }

    private String vgtid(String right) {
        return """
        [{"keyspace": "shop", "shard": "-80", "gtid": "%s"},
         {"keyspace": "shop", "shard": "80-", "gtid": "%s"}]
        """
                .formatted(keyspace.shard("-80").position(), right);
    }

    /** The position after two more transactions; of the form {@code MySQL56/uuid:1-7}. */
    private static String twoMore(String position) {
        int last = position.lastIndexOf('-') + 1;
        return position.substring(0, last) + (Long.parseLong(position.substring(last)) + 2);
    }

    private VitessSourceBuilder<String> source() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer", "empty")
                .deserializer(new ChangeLines());
    }
}
