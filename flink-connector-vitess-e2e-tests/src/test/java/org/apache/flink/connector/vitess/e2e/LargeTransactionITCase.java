// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.ledger.RowOperation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A transaction that is far larger than the heap goes through a job. */
@Timeout(240)
class LargeTransactionITCase {

    private static final String NARROW = "t1";
    private static final String WIDE = "t2";
    private static final String SHARD = "-80";
    private static final int ROWS = 20_000;
    private static final int WIDE_ROWS = 1_000;
    private static final int HEAP_MIB = 256;

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("customer")
                    .shards("-80", "80-")
                    .vttabletFlags("--queryserver-config-transaction-timeout=300s");

    private static final VitessLedgerDatabase DATABASE =
            new VitessLedgerDatabase(VITESS, "customer");

    @BeforeAll
    static void createTables() {
        DATABASE.create(List.of(NARROW, WIDE));
        VITESS.vitess().applySchema("customer", "alter table " + WIDE + " add body longblob");
    }

    @Test
    @Fault({"C7", "D16"})
    void aTransactionOfAMillionRowsGoesThroughASmallHeap(@TempDir Path folder) throws Exception {
        DATABASE.fill(NARROW, ROWS);
        update(NARROW, 8_000, 125, folder);
    }

    /** An update has two images of its row. */
    @Test
    @Tag("long")
    @Fault("D16")
    void aTransactionOfTwoGigabytesGoesThroughASmallHeap(@TempDir Path folder) throws Exception {
        for (int i = 0; i < WIDE_ROWS; i++) {
            DATABASE.run(
                    SHARD,
                    List.of(
                            "insert into %s values ('w%d', 1, '', repeat('x', 1000000))"
                                    .formatted(WIDE, i)),
                    true);
        }
        update(WIDE, WIDE_ROWS, 1, folder);
    }

    /** Counts in a job what one transaction of some statements updates. */
    private static void update(String table, int rowsOfAStatement, int statements, Path folder)
            throws Exception {
        Process child = startCountingJob(table, folder);
        try {
            BlockingQueue<String> lines = linesOf(child);
            awaitReading(table, child, lines);
            long start = System.nanoTime();
            DATABASE.run(
                    SHARD,
                    Collections.nCopies(
                            statements,
                            "update %s set version = version + 1 limit %d"
                                    .formatted(table, rowsOfAStatement)),
                    true);
            System.out.println("Written in " + secondsSince(start) + " s");
            start = System.nanoTime();
            DATABASE.run(SHARD, List.of("delete from " + table + " limit 1"), true);

            String counted = await(child, lines, "COUNTED ", 120);

            System.out.println("Read in " + secondsSince(start) + " s: " + counted);
            assertThat(counted).startsWith("COUNTED " + statements * rowsOfAStatement + ",");
        } finally {
            child.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static Process startCountingJob(String table, Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingJob.class.getName(),
                        Integer.toString(VITESS.vitess().grpcPort()),
                        "customer",
                        table,
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static BlockingQueue<String> linesOf(Process child) {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                reader.lines().forEach(lines::add);
                            } catch (UncheckedIOException e) {
                                // The process is gone.
                            }
                        },
                        "output-of-the-counting-job");
        thread.setDaemon(true);
        thread.start();
        return lines;
    }

    /** Inserts rows until one of them has come out: the job starts from the latest position. */
    private static void awaitReading(String table, Process child, BlockingQueue<String> lines)
            throws Exception {
        for (int i = 1; i <= 60; i++) {
            RowOperation insert = new RowOperation.Insert(table, List.of("m" + i, "1", "marker"));
            DATABASE.transaction(SHARD, List.of(insert), true);
            if (await(child, lines, "READING", 1) != null) {
                return;
            }
        }
        throw new AssertionError("The job has not begun to read within a minute");
    }

    /** The first line that begins so; null if there is none in time. Fails if the process ends. */
    private static String await(
            Process child, BlockingQueue<String> lines, String start, int seconds)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<String> others = new ArrayList<>();
        while (System.nanoTime() < deadline) {
            String line = lines.poll(200, TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith(start)) {
                return line;
            }
            if (line != null) {
                others.add(line);
            } else if (!child.isAlive()) {
                throw new AssertionError(
                        "The job ended with exit code %d:\n%s"
                                .formatted(child.exitValue(), String.join("\n", others)));
            }
        }
        return null;
    }

    private static long secondsSince(long start) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }
}
