// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs consumers side by side, each in a JVM of its own, in turn, on one server for each work, and
 * prints the medians of their figures beside those of the raw reading of the same run.
 *
 * <pre>mvn -B -q -Pend-to-end -pl flink-connector-vitess-benchmarks -am process-classes</pre>
 *
 * <p>{@code -Drounds=5} repeats more, {@code -Dplan=GROWTH} measures how the cost of a row grows,
 * {@code -Dplan=REAL} and {@code -Dplan=LATENCY} read from a real Vitess on this machine, and
 * {@code -Dbefore=CLASSPATH} puts the classes of an earlier connector, and of its benchmarks,
 * beside these.
 */
public final class EndToEnd {

    private final Plan plan;
    private final int rounds;
    private final Path debezium;
    private final String before;

    private EndToEnd(Plan plan, int rounds, Path debezium, String before) {
        this.plan = plan;
        this.rounds = rounds;
        this.debezium = debezium;
        this.before = before;
    }

    /**
     * Measures, which takes about two minutes for each work and round.
     *
     * @param args the {@link Plan}, or LATENCY; how many rounds; a folder for the charts; a file
     *     with Debezium's class path; the class path of an earlier connector and its benchmarks, if
     *     there is one
     */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        String before = args.length > 4 ? args[4] : "";
        if (args[0].equals("LATENCY")) {
            new Latency(rounds, before).measure();
            return;
        }
        Plan plan = Plan.valueOf(args[0]);
        EndToEnd run = new EndToEnd(plan, rounds, Path.of(args[3]), before);
        Charts charts = new Charts(plan);
        for (Plan.Part part : plan.parts()) {
            Table table = run.measure(part);
            table.print();
            charts.add(table);
        }
        charts.write(Path.of(args[2]));
    }

    private Table measure(Plan.Part part) throws Exception {
        Map<String, List<Figures>> figures = new LinkedHashMap<>();
        Process server =
                Jvm.start(
                        Jvm.classPath(),
                        plan.server(),
                        part.work().toString(),
                        Long.toString(part.rows()));
        try (BufferedReader answer = server.inputReader()) {
            Served served = Served.parse(answer.readLine());
            for (int round = 0; round < rounds; round++) {
                for (Consumer consumer : part.consumers()) {
                    String title = consumer.title();
                    add(figures, title, run(classPath(consumer), consumer, part, served, server));
                    if (!before.isEmpty() && consumer != Consumer.DEBEZIUM) {
                        String classes = before + File.pathSeparator + Jvm.classPath();
                        add(
                                figures,
                                title + ", before",
                                run(classes, consumer, part, served, server));
                    }
                }
            }
        } finally {
            Jvm.end(server);
        }
        return new Table(part.work(), figures);
    }

    private static void add(Map<String, List<Figures>> figures, String title, Figures found) {
        figures.computeIfAbsent(title, name -> new ArrayList<>()).add(found);
    }

    /** Debezium has its own versions of gRPC and protobuf. */
    private String classPath(Consumer consumer) throws Exception {
        if (consumer != Consumer.DEBEZIUM) {
            return Jvm.classPath();
        }
        Path classes =
                Path.of(EndToEnd.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return classes + File.pathSeparator + Files.readString(debezium);
    }

    private static Figures run(
            String classPath, Consumer consumer, Plan.Part part, Served served, Process server)
            throws Exception {
        Duration cpuBefore = cpuBelow(server);
        String half = Long.toString(consumer.of(part.rows() / 2));
        Process process =
                Jvm.start(
                        classPath,
                        consumer.main(),
                        consumer.name(),
                        part.work().toString(),
                        served.toString(),
                        half,
                        half);
        Figures figures = consumer.ofRead(Figures.parse(Jvm.lastLine(process)));
        Duration cpu = cpuBelow(server).minus(cpuBefore);
        return figures.withServers(cpu.toNanos() / 1e3 / part.rows());
    }

    /** The CPU time of the servers that a process has started. */
    private static Duration cpuBelow(Process server) {
        return server.descendants()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
