// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of all consumers of one work.
 *
 * @param figures by the consumer's title, one of each round; those of the raw reading are there
 */
record Table(Work work, Map<String, List<Figures>> figures) {

    void print() {
        System.out.printf(
                "%n%s (load of the machine: %.1f)%n",
                work.title(), ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        System.out.printf(
                "%-30s %10s %8s %18s %8s %8s %8s %12s%n",
                "",
                "rows/s",
                "of raw",
                "CPU us/row",
                "of raw",
                "B/row",
                "heap MB",
                "servers us/row");
        figures.keySet().forEach(this::print);
    }

    private void print(String title) {
        List<Figures> its = figures.get(title);
        String raw = Consumer.RAW.title();
        double cpu = median(title, Figures::cpu);
        double speed = median(title, Figures::rowsPerSecond);
        System.out.printf(
                "%-30s %10.0f %8.2f %6.2f (%4.2f-%5.2f) %8.2f %8.0f %8.0f %12.2f%n",
                title,
                speed,
                speed / median(raw, Figures::rowsPerSecond),
                cpu,
                its.stream().mapToDouble(Figures::cpu).min().orElseThrow(),
                its.stream().mapToDouble(Figures::cpu).max().orElseThrow(),
                cpu / median(raw, Figures::cpu),
                median(title, Figures::allocated),
                median(title, figures -> figures.heap() / 1e6),
                median(title, Figures::servers));
    }

    double median(String title, ToDoubleFunction<Figures> of) {
        double[] its = figures.get(title).stream().mapToDouble(of).sorted().toArray();
        return (its[(its.length - 1) / 2] + its[its.length / 2]) / 2;
    }
}
