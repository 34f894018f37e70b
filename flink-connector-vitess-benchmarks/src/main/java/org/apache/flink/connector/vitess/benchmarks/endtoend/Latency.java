// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.io.BufferedReader;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a row takes from its commit to the sink of a DataStream job, with a real Vitess on this
 * machine: at some rates, and while another shard catches up on the same reader.
 */
final class Latency {

    private static final Work WORK = Work.ofLog(100);

    /** What the other shard has to catch up with. */
    private static final long ROWS = 2_000_000;

    private final int rounds;
    private final String before;

    Latency(int rounds, String before) {
        this.rounds = rounds;
        this.before = before;
    }

    void measure() throws Exception {
        Map<String, List<String>> runs = new LinkedHashMap<>();
        runs.put("50 transactions/s", List.of("50", "20", "false"));
        runs.put("400 transactions/s", List.of("400", "15", "false"));
        runs.put("50 transactions/s, another shard catches up", List.of("50", "20", "true"));
        Process server =
                Jvm.start(Jvm.classPath(), RealMain.class, WORK.toString(), Long.toString(ROWS));
        try (BufferedReader answer = server.inputReader()) {
            String served = answer.readLine();
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, List<String>> run : runs.entrySet()) {
                    print(run.getKey(), Jvm.classPath(), served, run.getValue());
                    if (!before.isEmpty()) {
                        print(
                                run.getKey() + ", before",
                                before + File.pathSeparator + Jvm.classPath(),
                                served,
                                run.getValue());
                    }
                }
            }
        } finally {
            Jvm.end(server);
        }
    }

    private static void print(String title, String classPath, String served, List<String> run)
            throws Exception {
        Process process =
                Jvm.start(
                        classPath,
                        LatencyMain.class,
                        WORK.toString(),
                        served,
                        run.get(0),
                        run.get(1),
                        run.get(2));
        System.out.printf("%-60s %s%n", title, Jvm.lastLine(process));
    }
}
