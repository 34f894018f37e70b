// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to make a Flink row of a row of the wire, by way of the usual and ours. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 15, time = 2)
@Measurement(iterations = 10, time = 1)
public class DecodeBenchmark {

    private static final int ROWS = 512;

    /** As many of the narrow table's as MySQL logs together. */
    private static final int ROWS_IN_AN_EVENT = 64;

    /** All of 10 columns, or 5 of 100. */
    @Param({"10", "100"})
    public int columns;

    /** Whether the rows are copied, or inserted in one transaction. */
    @Param({"log", "copy"})
    public String phase;

    private byte[] response;
    private GeneratedClasses generated;
    private ConnectorClasses connector;

    /** Makes the response, and checks that both ways make the same rows of it. */
    @Setup
    public void prepare() {
        SampleTable table = columns == 10 ? SampleTable.narrow() : SampleTable.wide();
        boolean copy = phase.equals("copy");
        response = copy ? table.copy(ROWS) : table.transaction(ROWS, ROWS_IN_AN_EVENT);
        generated = new GeneratedClasses(table);
        connector = new ConnectorClasses(table, copy);
        RowTexts texts = new RowTexts(table.rowType());
        List<String> expected = texts.of(generated::read, response);
        if (expected.size() != ROWS || !texts.of(connector::read, response).equals(expected)) {
            throw new IllegalStateException("Not the same rows");
        }
    }

    /** The usual: generated classes, Strings, objects. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void generatedClasses(Blackhole blackhole) {
        generated.read(response, blackhole::consume);
    }

    /** Ours: to rows of bytes, straight from the response. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void connectorClasses(Blackhole blackhole) {
        connector.read(response, blackhole::consume);
    }
}
