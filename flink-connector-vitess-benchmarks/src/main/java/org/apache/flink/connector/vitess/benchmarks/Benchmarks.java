// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks;

import java.util.Collection;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks whose names hold the arguments, and prints a table of what a row costs. Other
 * work on the machine makes it only dearer, so the least of all iterations is the best figure:
 *
 * <pre>mvn -B -q -Pbenchmark -pl flink-connector-vitess-benchmarks -am process-classes</pre>
 *
 * <p>{@code -Dbenchmark=DecodeBenchmark} runs only that one.
 */
public final class Benchmarks {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Benchmarks() {}

    /** Measures, which takes some minutes. */
    public static void main(String[] names) throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .addProfiler(GCProfiler.class)
                        .addProfiler(CpuProfiler.class)
                        .shouldFailOnError(true);
        for (String name : names) {
            options.include(name);
        }
        print(new Runner(options.build()).run());
    }

    private static void print(Collection<RunResult> results) {
        System.out.printf(
                "%n%-28s %-22s %10s %14s %10s %10s%n",
                "benchmark", "with", "ns/row", "CPU ns/row", "at least", "B/row");
        for (RunResult result : results) {
            Result<?> cpu = result.getSecondaryResults().get(CpuProfiler.CPU);
            System.out.printf(
                    "%-28s %-22s %10.0f %8.0f ±%4.0f %10.0f %10.0f%n",
                    result.getPrimaryResult().getLabel(),
                    with(result),
                    result.getPrimaryResult().getScore(),
                    cpu.getScore(),
                    cpu.getScoreError(),
                    cpu.getStatistics().getMin(),
                    result.getSecondaryResults().get(ALLOCATED).getScore());
        }
    }

    private static String with(RunResult result) {
        return result.getParams().getParamsKeys().stream()
                .map(key -> key + "=" + result.getParams().getParam(key))
                .collect(Collectors.joining(" "));
    }
}
