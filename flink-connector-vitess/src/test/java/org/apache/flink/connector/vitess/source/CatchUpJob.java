// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Reads the log of the table {@code shop.wide} by one subtask, in a JVM of its own whose heap a
 * test has set. The first rows may be slow, so that all that can wait for them does.
 *
 * <p>Prints {@code COUNTED n}, the time and the memory that was used, then ends.
 */
final class CatchUpJob {

    private static final int SLOW_MILLIS = 40;

    private static final CountDownLatch END = new CountDownLatch(1);
    private static final AtomicLong ROWS = new AtomicLong();
    private static volatile long first;
    private static volatile long firstCpu;

    private CatchUpJob() {}

    /** vtgate's gRPC port, the VGTID to start from, how many rows there are, how many are slow. */
    public static void main(String[] arguments) throws Exception {
        long rows = Long.parseLong(arguments[2]);
        long slowRows = Long.parseLong(arguments[3]);
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "none");
        configuration.setString("taskmanager.memory.network.min", "16mb");
        configuration.setString("taskmanager.memory.network.max", "16mb");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        env.fromSource(
                        source(Integer.parseInt(arguments[0]), arguments[1]),
                        WatermarkStrategy.noWatermarks(),
                        "vitess")
                .map(bytes -> count(bytes, rows, slowRows))
                .returns(byte[].class)
                .sinkTo(new DiscardingSink<>());
        CompletableFuture<?> result = env.executeAsync("catch up").getJobExecutionResult();
        long heap = 0;
        while (!END.await(20, TimeUnit.MILLISECONDS)) {
            if (result.isDone()) {
                result.get();
            }
            heap = Math.max(heap, heapAfterCollections());
        }
        System.out.printf(
                "COUNTED %d in %d ms and %d ms of CPU from the first, heap after collections at"
                        + " most %d MiB%n",
                ROWS.get(),
                (System.nanoTime() - first) / 1_000_000,
                (cpuNanos() - firstCpu) / 1_000_000,
                heap >> 20);
        System.exit(0);
    }

    private static byte[] count(byte[] bytes, long rows, long slowRows)
            throws InterruptedException {
        long count = ROWS.incrementAndGet();
        if (count == 1) {
            first = System.nanoTime();
            firstCpu = cpuNanos();
        }
        if (count <= slowRows) {
            TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
        }
        if (count == rows) {
            END.countDown();
        }
        return bytes;
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long heapAfterCollections() {
        return heapPools()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                .sum();
    }

    private static Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    private static VitessSource<byte[]> source(int port, String vgtid) {
        return VitessSource.<byte[]>builder()
                .hostname("127.0.0.1")
                .port(port)
                .keyspace("shop")
                .tableList("wide")
                .startupOptions(StartupOptions.specificOffset(vgtid))
                .deserializer(new Values())
                .build();
    }

    /** Copies the last column of each row, as any record of its own does. */
    private static final class Values implements VitessDeserializationSchema<byte[]> {
        private static final long serialVersionUID = 1;

        @Override
        public void deserialize(RowChange change, Collector<byte[]> out) {
            RowImage after = change.after().orElseThrow();
            out.collect(after.bytes(after.schema().columns().size() - 1));
        }

        @Override
        public TypeInformation<byte[]> getProducedType() {
            return TypeInformation.of(byte[].class);
        }
    }
}
