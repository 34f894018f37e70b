// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One subtask catches up with many shards, or with large rows, in a heap that bounds it, with the
 * default of {@code scan.buffer-size}. The JobManager also runs in the job's JVM.
 */
@Timeout(240)
class BoundedHeapITCase {

    private static final int SHARDS = 64;

    /** Flink keeps a row of each, and four copies of another are on their way. */
    private static final int LARGE_SHARDS = 4;

    private static final int SLOW_ROWS = 50;

    /** What Flink gives a TaskManager of 1 GiB by default. */
    private static final String HEAP = "154m";

    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private String start;
    private int id;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.start();
        keyspace =
                vitess.createKeyspace(
                        "shop",
                        IntStream.range(0, SHARDS)
                                .mapToObj(BoundedHeapITCase::shard)
                                .toArray(String[]::new));
        keyspace.createTable(
                TableDefinition.of("wide").bigint("id").primaryKey().varbinary("v", 16 << 20));
        start = VgtidJson.write(now());
    }

    private static String shard(int number) {
        String from = number == 0 ? "" : "%02x".formatted(number * 256 / SHARDS);
        String to = number == SHARDS - 1 ? "" : "%02x".formatted((number + 1) * 256 / SHARDS);
        return from + "-" + to;
    }

    private Vgtid now() {
        return new Vgtid(
                IntStream.range(0, SHARDS)
                        .mapToObj(BoundedHeapITCase::shard)
                        .map(
                                name ->
                                        new ShardStart(
                                                new Shard("shop", name),
                                                keyspace.shard(name).position(),
                                                new TreeMap<>()))
                        .toList());
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void manyShardsWithABacklogEach() throws Exception {
        int transactions = 100;
        insert(SHARDS, transactions, 20, 5_000);

        assertThat(catchUp(SHARDS * transactions * 20)).contains("COUNTED ");
    }

    /**
     * Of all shards, they would not fit the heap of the server, which is this JVM. Others follow
     * them, as Flink keeps the last record of each split ({@code SourceOutputWithWatermarks}).
     */
    @Test
    @Fault("D16")
    void someShardsWithRowsOf15Megabytes() throws Exception {
        insert(LARGE_SHARDS, 5, 1, 15_000_000);
        insert(SHARDS, 10, 20, 5_000);

        assertThat(catchUp(SHARDS * 10 * 20 + LARGE_SHARDS * 5)).contains("COUNTED ");
    }

    @Test
    void manyShardsWithSmallTransactions() throws Exception {
        int transactions = 2_000;
        insert(SHARDS, transactions, 1, 50);

        assertThat(catchUp(SHARDS * transactions)).contains("COUNTED ");
    }

    private void insert(int shards, int transactions, int rows, int bytes) {
        byte[] value = new byte[bytes];
        for (int shard = 0; shard < shards; shard++) {
            for (int transaction = 0; transaction < transactions; transaction++) {
                List<Object[]> added = new ArrayList<>();
                for (int row = 0; row < rows; row++) {
                    added.add(new Object[] {id++, value});
                }
                keyspace.shard(shard(shard)).transaction(tx -> tx.insertAll("wide", added));
            }
        }
    }

    /** What the job printed. */
    private String catchUp(int rows) throws Exception {
        Process job =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + HEAP,
                                "-XX:MaxDirectMemorySize=192m",
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CatchUpJob.class.getName(),
                                Integer.toString(vitess.port()),
                                start,
                                Integer.toString(rows),
                                Integer.toString(SLOW_ROWS))
                        .redirectErrorStream(true)
                        .start();
        try {
            String output = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(job.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String last = output.substring(Math.max(0, output.length() - 3_000));
            assertThat(job.exitValue()).as(last).isZero();
            System.out.println(last.lines().filter(line -> line.contains("COUNTED")).toList());
            return last;
        } finally {
            job.destroyForcibly();
        }
    }
}
