// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDeserializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Counts the updates of a table's rows from the log, in a JVM of its own whose heap a test has set.
 *
 * <p>Prints {@code READING} at the first insert, and at the first delete {@code COUNTED n} and the
 * memory that was used, then ends.
 */
final class CountingJob {

    private static final CountDownLatch END = new CountDownLatch(1);
    private static final AtomicLong UPDATES = new AtomicLong();
    private static final AtomicLong INSERTS = new AtomicLong();

    private CountingJob() {}

    /** The arguments: vtgate's gRPC port, keyspace, table, a folder for the checkpoints. */
    public static void main(String[] arguments) throws Exception {
        Path checkpoints = Path.of(arguments[3]);
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "none");
        configuration.setString("execution.checkpointing.storage", "filesystem");
        configuration.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
        configuration.setString("taskmanager.memory.network.min", "16mb");
        configuration.setString("taskmanager.memory.network.max", "16mb");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        env.enableCheckpointing(200);
        env.fromSource(
                        source(Integer.parseInt(arguments[0]), arguments[1], arguments[2]),
                        WatermarkStrategy.noWatermarks(),
                        "vitess")
                .map(CountingJob::count)
                .returns(LedgerChange.class)
                .sinkTo(new DiscardingSink<>());
        CompletableFuture<?> result = env.executeAsync("counting").getJobExecutionResult();
        long heap = 0;
        long state = 0;
        while (!END.await(20, TimeUnit.MILLISECONDS)) {
            if (result.isDone()) {
                result.get();
            }
            heap = Math.max(heap, heapAfterCollections());
            state = Math.max(state, sizeOf(checkpoints));
        }
        System.out.printf(
                "COUNTED %d, heap at most %d MiB, after collections %d MiB, checkpoint at most %d"
                        + " bytes%n",
                UPDATES.get(), peakHeap() >> 20, heap >> 20, state);
        System.exit(0);
    }

    private static LedgerChange count(LedgerChange change) {
        if (change.after() == null) {
            END.countDown();
        } else if (change.before() != null) {
            UPDATES.incrementAndGet();
        } else if (INSERTS.getAndIncrement() == 0) {
            System.out.println("READING");
        }
        return change;
    }

    private static long heapAfterCollections() {
        return heapPools()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                .sum();
    }

    private static long peakHeap() {
        return heapPools()
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private static Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    /** The size of all files; those that go in between are not counted. */
    private static long sizeOf(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static VitessSource<LedgerChange> source(int port, String keyspace, String table) {
        return VitessSource.<LedgerChange>builder()
                .hostname("localhost")
                .port(port)
                .keyspace(keyspace)
                .tableList(table)
                .startupOptions(StartupOptions.latest())
                .deserializer(new LedgerDeserializer())
                .build();
    }
}
