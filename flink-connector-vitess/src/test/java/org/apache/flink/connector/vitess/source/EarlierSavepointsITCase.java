// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/**
 * Savepoints as earlier versions took them, on Flink 1.20, with the rows that their jobs had
 * emitted. Each release adds its own: {@code -Dsavepoints.version=0.1} takes them, into the test
 * resources.
 */
@Timeout(120)
class EarlierSavepointsITCase {

    private static final int ROWS = 2_000;
    private static final String VERSION = System.getProperty("savepoints.version", "");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir private Path folder;
    private EmbeddedVitess vitess;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        // A response of a few rows, so that a table is copied in many batches.
        vitess = EmbeddedVitess.builder().vstreamPacketSize(50).sameGtids().start();
        tables = new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer");
        tables.insert("customer", 1, ROWS);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1/copy", "0.1/log"})
    void aJobContinuesWhereTheSavepointWas(String savepoint) throws Exception {
        if (savepoint.startsWith(VERSION + "/")) {
            take(savepoint);
            throw new TestAbortedException("taken: run again to restore it");
        }
        List<String> expected = toCopy(savepoint);
        Files.write(folder.resolve("_metadata"), bytes(savepoint, "_metadata"));

        try (ChangelogJob job = ChangelogJob.restore(source(), 2, folder.toUri().toString())) {
            job.awaitLines(expected.size());
            tables.insert("customer", ROWS + 1, ROWS + 10);
            expected.addAll(rows("c", ROWS + 1, ROWS + 10));

            assertThat(job.awaitLines(expected.size()))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private List<String> toCopy(String savepoint) throws IOException {
        List<String> left = new ArrayList<>();
        if (isInCopy(savepoint)) {
            left.addAll(rows("r", 1, ROWS));
            String emitted = new String(bytes(savepoint, "emitted.txt"), StandardCharsets.UTF_8);
            left.removeAll(emitted.lines().collect(Collectors.toSet()));
        }
        return left;
    }

    private static boolean isInCopy(String savepoint) {
        return savepoint.endsWith("copy");
    }

    private List<String> rows(String letter, int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(
                        id ->
                                "%s customer %s [%d, new]"
                                        .formatted(
                                                tables.shardOf("customer", id).name(), letter, id))
                .toList();
    }

    private VitessSource<String> source() {
        return VitessSource.<String>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("shop")
                .tableList("customer")
                .deserializer(new ChangeLines())
                .build();
    }

    private void take(String savepoint) throws Exception {
        boolean inCopy = isInCopy(savepoint);
        Path target = Path.of("src/test/resources/savepoints", savepoint);
        try (ChangelogJob job = ChangelogJob.start(source(), 2)) {
            job.awaitLines(inCopy ? 1 : ROWS);
            Path taken = Path.of(URI.create(job.stopWithSavepoint(folder)));
            assertThat(job.lines().size() < ROWS).as("is in the copy").isEqualTo(inCopy);
            Files.createDirectories(target);
            Files.copy(taken.resolve("_metadata"), target.resolve("_metadata"));
            if (inCopy) {
                Files.write(target.resolve("emitted.txt"), job.lines());
            }
        }
    }

    private static byte[] bytes(String savepoint, String file) throws IOException {
        String path = "/savepoints/" + savepoint + "/" + file;
        try (InputStream in = EarlierSavepointsITCase.class.getResourceAsStream(path)) {
            return Objects.requireNonNull(in, "there is no " + path).readAllBytes();
        }
    }
}
