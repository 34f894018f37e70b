// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Runs consumers side by side, each in a JVM of its own, in turn, on one replaying server for each
 * work, and prints the medians of their figures beside those of the raw reading of the same run.
 *
 * <pre>mvn -B -q -Pend-to-end -pl flink-connector-vitess-benchmarks -am process-classes</pre>
 *
 * <p>{@code -Drounds=5} repeats more, {@code -Dplan=GROWTH} measures how the cost of a row grows,
 * and {@code -Dbefore=PATH} puts the classes of an earlier connector beside these.
 */
public final class EndToEnd {

    private final int rounds;
    private final String before;

    private EndToEnd(int rounds, String before) {
        this.rounds = rounds;
        this.before = before;
    }

    /**
     * Measures, which takes about two minutes for each work and round.
     *
     * @param args the {@link Plan}; how many rounds; the jar or the classes of an earlier
     *     connector, if there is one
     */
    public static void main(String[] args) throws Exception {
        String before = args.length > 2 ? args[2] : "";
        EndToEnd run = new EndToEnd(Integer.parseInt(args[1]), before);
        for (Plan.Part part : Plan.valueOf(args[0]).parts()) {
            run.measure(part);
        }
    }

    private void measure(Plan.Part part) throws Exception {
        Map<String, List<Figures>> figures = new LinkedHashMap<>();
        Process server = Jvm.start("", ReplayMain.class, part.work().toString());
        try (BufferedReader answer = server.inputReader()) {
            String[] address = answer.readLine().split(" ");
            for (int round = 0; round < rounds; round++) {
                for (Consumer consumer : part.consumers()) {
                    add(figures, consumer.title(), run("", consumer, part, address));
                    if (!before.isEmpty()) {
                        String title = consumer.title() + ", before";
                        add(figures, title, run(before, consumer, part, address));
                    }
                }
            }
        } finally {
            Jvm.end(server);
        }
        print(part.work(), figures);
    }

    private static void add(Map<String, List<Figures>> figures, String title, Figures found) {
        figures.computeIfAbsent(title, name -> new ArrayList<>()).add(found);
    }

    private static Figures run(String classes, Consumer consumer, Plan.Part part, String... address)
            throws Exception {
        String half = Long.toString(part.rows() / 2);
        Process process =
                Jvm.start(
                        classes,
                        ConsumerMain.class,
                        consumer.name(),
                        part.work().toString(),
                        address[0],
                        address[1],
                        half,
                        half);
        return Figures.parse(Jvm.lastLine(process));
    }

    private static void print(Work work, Map<String, List<Figures>> figures) {
        System.out.printf(
                "%n%s (load of the machine: %.1f)%n",
                work.title(), ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        System.out.printf(
                "%-20s %10s %8s %18s %8s %8s%n",
                "", "rows/s", "of raw", "CPU us/row", "of raw", "B/row");
        List<Figures> raw = figures.get(Consumer.RAW.title());
        figures.forEach((title, its) -> print(title, its, raw));
    }

    private static void print(String title, List<Figures> its, List<Figures> raw) {
        double speed = median(its, Figures::rowsPerSecond);
        double cpu = median(its, Figures::cpu);
        System.out.printf(
                "%-20s %10.0f %8.2f %6.2f (%4.2f-%5.2f) %8.2f %8.0f%n",
                title,
                speed,
                speed / median(raw, Figures::rowsPerSecond),
                cpu,
                its.stream().mapToDouble(Figures::cpu).min().orElseThrow(),
                its.stream().mapToDouble(Figures::cpu).max().orElseThrow(),
                cpu / median(raw, Figures::cpu),
                median(its, Figures::allocated));
    }

    private static double median(List<Figures> figures, ToDoubleFunction<Figures> of) {
        return figures.stream().mapToDouble(of).sorted().toArray()[figures.size() / 2];
    }
}
