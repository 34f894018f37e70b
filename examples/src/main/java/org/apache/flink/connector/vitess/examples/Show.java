// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The quickstart on an open database: the job that prints what it sees and, where the database is
 * the quickstart's own, rows that change, reshards, and the check that every change came once.
 *
 * <p>One thread calls {@link #run}, which returns by an exception only: an interrupt, a failure of
 * the job, or a change that is lost or came twice.
 */
final class Show {

    /** Take some seconds: who has mistyped the address sits before the terminal. */
    private static final int RETRIES = 3;

    private final QuickstartOptions options;
    private final Database database;
    private final Duration pace;
    private final PrintStream out;
    private final Ledger ledger = new Ledger(System::nanoTime);
    private final Screen screen;
    private final Optional<Writer> writer;
    private final Optional<LiveReshard> reshard;

    /**
     * Prepares the show.
     *
     * @param pace the pause between two changes
     */
    Show(QuickstartOptions options, Database database, Duration pace, PrintStream out) {
        this.options = options;
        this.database = database;
        this.pace = pace;
        this.out = out;
        writer =
                database instanceof WritableDatabase ours
                        ? Optional.of(
                                new Writer(new CheckedDatabase(ours, ledger, options.tables())))
                        : Optional.empty();
        screen =
                new Screen(
                        out,
                        options.color(),
                        () -> writer.isPresent() ? ledger.verdict().toString() : "");
        reshard =
                database instanceof EmbeddedDatabase embedded
                        ? Optional.of(new LiveReshard(embedded, ledger, screen))
                        : Optional.empty();
    }

    void run() throws Exception {
        writer.ifPresent(Writer::fill);
        printHeading();
        try (Arrivals arrivals = new Arrivals(this::arrived)) {
            JobClient job = startJob(arrivals);
            try {
                playUntilTheJobFails(job.getJobExecutionResult());
            } catch (InterruptedException | RuntimeException e) {
                cancel(job);
                throw e;
            }
        }
    }

    private void printHeading() {
        out.printf(
                "%n  Flink reads the tables %s of keyspace %s%n  from %s.%n",
                String.join(", ", options.tables()), options.keyspace(), database.description());
        out.printf("  First their rows are copied, then changes come live. Ctrl-C ends.%n%n");
        if (writer.isPresent()) {
            out.printf("  In SQL as well, as vtgate listens on %s:%n%n", database.address());
            out.println(Declaration.of("corder", database.address(), options.keyspace()).indent(4));
        }
        out.printf("  %-8s %-12s %-7s %s%n", "SHARD", "TABLE", "CHANGE", "ROW");
    }

    private JobClient startJob(Arrivals arrivals) throws Exception {
        VitessSourceBuilder<Arrival> source =
                VitessSource.<Arrival>builder()
                        .hostname(database.address())
                        .keyspace(options.keyspace())
                        .tableList(options.tables().toArray(String[]::new))
                        .connectMaxRetries(RETRIES)
                        .deserializer(
                                new ArrivalSchema(
                                        new ChangeText(options.color()), writer.isPresent()));
        options.connection().applyTo(source);
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        // A merge waits for one.
        env.enableCheckpointing(1_000);
        env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "vitess")
                .uid("vitess")
                .map(arrivals)
                .returns(Arrival.class)
                .sinkTo(new DiscardingSink<>());
        return env.executeAsync("quickstart");
    }

    /** Called by the threads of the job's tasks. */
    private void arrived(Arrival arrival) {
        if (writer.isPresent()) {
            ledger.seen(arrival);
        }
        reshard.ifPresent(live -> live.arrived(arrival.shard()));
        screen.line(arrival.text());
    }

    /** Changes a row now and then, once all rows are copied, at a pace that can be read. */
    private void playUntilTheJobFails(CompletableFuture<?> end)
            throws InterruptedException, ExecutionException {
        boolean copied = false;
        while (true) {
            try {
                end.get(pace.toMillis(), TimeUnit.MILLISECONDS);
                throw new IllegalStateException("the job ended");
            } catch (TimeoutException e) {
                copied = copied || ledger.isSettled();
                if (copied && writer.isPresent()) {
                    reshard.ifPresent(LiveReshard::step);
                    writer.get().change();
                }
                check();
            }
        }
    }

    private void check() {
        Ledger.Verdict verdict = ledger.verdict();
        if (!verdict.isGood()) {
            throw new IllegalStateException(verdict + "\n" + String.join("\n", ledger.faults()));
        }
    }

    private static void cancel(JobClient job) throws Exception {
        // An interrupt has done its work; now there is something to wait for.
        Thread.interrupted();
        job.cancel().get(10, TimeUnit.SECONDS);
    }
}
