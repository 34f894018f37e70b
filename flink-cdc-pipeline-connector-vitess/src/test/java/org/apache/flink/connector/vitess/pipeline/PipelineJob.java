// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.cdc.common.configuration.Configuration;
import org.apache.flink.cdc.common.event.Event;
import org.apache.flink.cdc.common.factories.FactoryHelper;
import org.apache.flink.cdc.common.pipeline.SchemaChangeBehavior;
import org.apache.flink.cdc.common.sink.DefaultDataChangeEventHashFunctionProvider;
import org.apache.flink.cdc.common.source.DataSource;
import org.apache.flink.cdc.common.source.FlinkSourceProvider;
import org.apache.flink.cdc.runtime.operators.schema.distributed.SchemaOperatorFactory;
import org.apache.flink.cdc.runtime.operators.sink.DataSinkWriterOperatorFactory;
import org.apache.flink.cdc.runtime.partitioning.DistributedPrePartitionOperator;
import org.apache.flink.cdc.runtime.partitioning.EventPartitioner;
import org.apache.flink.cdc.runtime.partitioning.PartitioningEvent;
import org.apache.flink.cdc.runtime.partitioning.PartitioningEventKeySelector;
import org.apache.flink.cdc.runtime.typeutils.EventTypeInfo;
import org.apache.flink.cdc.runtime.typeutils.PartitioningEventTypeInfo;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.shaded.guava31.com.google.common.hash.Hashing;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A pipeline as Flink CDC's composer builds it for a source whose subtasks know schemas of their
 * own, of the runtime's own operators; only the source and the sink are not the runtime's. (The
 * composer is not published where these tests get their dependencies.)
 */
public final class PipelineJob {

    private static final String SCHEMA_OPERATOR = "$$_schema_operator_$$";

    private PipelineJob() {}

    /** A source by the options of a pipeline's definition. */
    public static DataSource source(Map<String, String> options) {
        return new VitessDataSourceFactory()
                .createDataSource(
                        new FactoryHelper.DefaultContext(
                                Configuration.fromMap(options),
                                new Configuration(),
                                PipelineJob.class.getClassLoader()));
    }

    /**
     * Starts a pipeline.
     *
     * @param passes which events of the source come through; all, but where a loss is planted
     * @param configuration where to restore from, and how often to restart
     */
    public static RunningJob start(
            DataSource source,
            SinkTables tables,
            int parallelism,
            FilterFunction<Event> passes,
            org.apache.flink.configuration.Configuration configuration)
            throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.enableCheckpointing(200);
        if (!configuration.contains(RestartStrategyOptions.RESTART_STRATEGY)) {
            env.configure(
                    new org.apache.flink.configuration.Configuration()
                            .set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
        }
        DataStream<Event> events =
                env.fromSource(
                                ((FlinkSourceProvider) source.getEventSourceProvider()).getSource(),
                                WatermarkStrategy.noWatermarks(),
                                "vitess",
                                new EventTypeInfo())
                        .uid("vitess")
                        .filter(passes)
                        .returns(new EventTypeInfo())
                        .uid("passes");
        DataStream<PartitioningEvent> partitioned =
                events.transform(
                                "Partitioning",
                                new PartitioningEventTypeInfo(),
                                new DistributedPrePartitionOperator(
                                        parallelism,
                                        new DefaultDataChangeEventHashFunctionProvider()))
                        .uid("partitioning")
                        .partitionCustom(
                                new EventPartitioner(), new PartitioningEventKeySelector());
        partitioned
                .transform(
                        "SchemaMapper",
                        new EventTypeInfo(),
                        new SchemaOperatorFactory(
                                tables.applier(),
                                List.of(),
                                Duration.ofMinutes(1),
                                SchemaChangeBehavior.LENIENT,
                                "UTC"))
                .uid(SCHEMA_OPERATOR)
                .transform(
                        "Sink Writer",
                        CommittableMessageTypeInfo.noOutput(),
                        new DataSinkWriterOperatorFactory<>(
                                new TableSink(tables.key()), false, schemaOperatorId()))
                .uid("sink");
        return new RunningJob(env.executeAsync("pipeline"));
    }

    /** As Flink derives it from the uid. */
    private static OperatorID schemaOperatorId() {
        return new OperatorID(
                Hashing.murmur3_128(0)
                        .newHasher()
                        .putString(SCHEMA_OPERATOR, StandardCharsets.UTF_8)
                        .hash()
                        .asBytes());
    }
}
