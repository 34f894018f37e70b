// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * A change with its event time, and the watermark of the job before it.
 *
 * @param line the change, as {@link ChangeLines} has it
 * @param time the event time, in milliseconds since 1970
 * @param watermark the lowest of all subtasks, in the same way
 */
public record TimedRow(String line, long time, long watermark) {

    /** Starts a job that gives such rows, with the watermarks of the source alone. */
    public static ChangelogJob start(
            VitessSource<String> source, int parallelism, Duration checkpoints) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        return ChangelogJob.start(
                env,
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                        .uid("vitess")
                        .process(new AddTimes())
                        .setParallelism(1)
                        .uid("times"),
                checkpoints);
    }

    /** Waits until the rows so far fulfil a condition. */
    public static List<TimedRow> await(ChangelogJob job, Predicate<List<TimedRow>> condition)
            throws Exception {
        return parse(job.await(lines -> condition.test(parse(lines))));
    }

    private static List<TimedRow> parse(List<String> lines) {
        return lines.stream().map(TimedRow::parse).toList();
    }

    private static TimedRow parse(String line) {
        String[] parts = line.split(" ", 3);
        return new TimedRow(parts[2], Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** How many different values rows have. */
    public static long distinct(List<TimedRow> rows, ToLongFunction<TimedRow> value) {
        return rows.stream().mapToLong(value).distinct().count();
    }

    /** Whether it is one of a shard. */
    public boolean isOf(String shard) {
        return line.startsWith(shard + " ");
    }

    /** Whether the watermark was past it. */
    public boolean isLate() {
        return time <= watermark;
    }

    private static final class AddTimes extends ProcessFunction<String, String> {

        private static final long serialVersionUID = 1;

        @Override
        public void processElement(String line, Context context, Collector<String> out) {
            out.collect(
                    "%d %d %s"
                            .formatted(
                                    context.timestamp(),
                                    context.timerService().currentWatermark(),
                                    line));
        }
    }
}
