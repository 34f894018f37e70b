// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One job reads a keyspace of many tables. */
@Tag("long")
@Timeout(120)
class ManyTablesITCase {

    private static final int TABLES = 2_000;

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @Test
    @Fault("E7")
    void twoThousandTables(Figures figures, @TempDir Path folder) throws Exception {
        try (EmbeddedVitess vitess = EmbeddedVitess.start()) {
            EmbeddedKeyspace shop = vitess.createKeyspace("shop", "-80", "80-");
            for (int i = 0; i < TABLES; i++) {
                shop.createTable(
                        TableDefinition.of("orders_" + i)
                                .bigint("id")
                                .primaryKey()
                                .varchar("v", 20 + i % 10));
            }
            String savepoint;
            try (ChangelogJob job = ChangelogJob.start(source(vitess), 2)) {
                for (int id = 0; job.lines().isEmpty(); id++) {
                    shop.insert("orders_7", id, "first");
                    job.awaitChange();
                }
                for (int i = 0; i < TABLES; i++) {
                    shop.insert("orders_" + i, 1_000_000, "new");
                }
                job.await(lines -> count(lines, "1000000, new") == TABLES);
                savepoint = job.stopWithSavepoint(folder);
                long bytes = sizeOf(Path.of(URI.create(savepoint)));
                figures.add("bytes of the savepoint", bytes);
                assertThat(bytes).isLessThan(512 << 10);
            }
            shop.insert("orders_1999", 2_000_000, "after");
            try (ChangelogJob job = ChangelogJob.restore(source(vitess), 1, savepoint)) {
                assertThat(job.awaitLines(1))
                        .singleElement()
                        .asString()
                        .endsWith(" orders_1999 c [2000000, after]");
            }
        }
    }

    private static long sizeOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
        }
    }

    private static long count(List<String> lines, String text) {
        return lines.stream().filter(line -> line.contains(text)).count();
    }

    private static VitessSource<String> source(EmbeddedVitess vitess) {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("orders_.*")
                .startupOptions(StartupOptions.latest())
                .deserializer(new ChangeLines())
                .build();
    }
}
