// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;

/**
 * What a consumer has used, between two moments.
 *
 * @param rowsPerSecond of the wall clock
 * @param cpu microseconds of the whole process for a row
 * @param allocated bytes for a row
 * @param heap the most bytes of the heap that were in use after a collection
 * @param servers microseconds of CPU of the servers for a row, those before the measured ones
 *     included; 0 if they are not known
 */
record Figures(double rowsPerSecond, double cpu, double allocated, long heap, double servers) {

    /**
     * A moment of this process.
     *
     * @param nanos of the wall clock
     * @param cpuNanos of all threads
     * @param allocated bytes, by the threads that live
     */
    record Moment(long nanos, long cpuNanos, long allocated) {

        static Moment now() {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long[] allocated = threads.getThreadAllocatedBytes(threads.getAllThreadIds());
            OperatingSystemMXBean system =
                    (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Moment(
                    System.nanoTime(),
                    system.getProcessCpuTime(),
                    Arrays.stream(allocated).filter(bytes -> bytes > 0).sum());
        }

        Figures until(Moment end, long rows) {
            return new Figures(
                    rows * 1e9 / (end.nanos - nanos),
                    (end.cpuNanos - cpuNanos) / 1e3 / rows,
                    (double) (end.allocated - allocated) / rows,
                    heapAfterCollection(),
                    0);
        }

        private static long heapAfterCollection() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getCollectionUsage)
                    .filter(usage -> usage != null)
                    .mapToLong(usage -> usage.getUsed())
                    .sum();
        }
    }

    /** Of more rows, of which these are a share. */
    Figures of(double share) {
        return new Figures(rowsPerSecond / share, cpu * share, allocated * share, heap, servers);
    }

    Figures withServers(double microseconds) {
        return new Figures(rowsPerSecond, cpu, allocated, heap, microseconds);
    }

    /** As {@link #toString} wrote it. */
    static Figures parse(String text) {
        String[] parts = text.split(" ");
        return new Figures(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Long.parseLong(parts[3]),
                Double.parseDouble(parts[4]));
    }

    @Override
    public String toString() {
        return rowsPerSecond + " " + cpu + " " + allocated + " " + heap + " " + servers;
    }
}
