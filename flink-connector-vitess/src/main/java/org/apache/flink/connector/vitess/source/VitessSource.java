// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.source.enumerator.VitessEnumeratorState;
import org.apache.flink.connector.vitess.source.enumerator.VitessEnumeratorStateSerializer;
import org.apache.flink.connector.vitess.source.enumerator.VitessSourceEnumerator;
import org.apache.flink.connector.vitess.source.reader.VitessSourceReader;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.source.split.VitessSplitSerializer;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.util.UserCodeClassLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the changes of tables of a Vitess keyspace, from all of its shards.
 *
 * <pre>{@code
 * VitessSource<String> source =
 *         VitessSource.<String>builder()
 *                 .hostname("vtgate")
 *                 .keyspace("customer")
 *                 .tableList("customer", "corder")
 *                 .deserializer(new DebeziumJsonDeserializationSchema())
 *                 .build();
 * env.fromSource(source, WatermarkStrategy.noWatermarks(), "customer");
 * }</pre>
 *
 * @param <T> the type of the records
 */
@PublicEvolving
public final class VitessSource<T>
        implements Source<T, VitessSplit, VitessEnumeratorState>,
                ResultTypeQueryable<T>,
                LineageVertexProvider {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(VitessSource.class);

    private final VitessSourceConfig config;
    private final VitessDeserializationSchema<T> deserializer;

    /**
     * A source with checked options.
     *
     * @throws IllegalArgumentException if a VGTID in them cannot be read
     */
    @Internal
    public VitessSource(VitessSourceConfig config, VitessDeserializationSchema<T> deserializer) {
        this.config = config;
        this.deserializer = deserializer;
        if (config.startup().mode() == StartupOptions.Mode.SPECIFIC_OFFSET) {
            VgtidJson.parse(config.startup().vgtid());
        }
        if (config.bounded().mode() == BoundedOptions.Mode.SPECIFIC_OFFSET) {
            VgtidJson.parse(config.bounded().vgtid());
        }
    }

    /**
     * A builder; {@code hostname}, {@code keyspace}, {@code tableList}, {@code deserializer} are
     * required.
     */
    public static <T> VitessSourceBuilder<T> builder() {
        return new VitessSourceBuilder<>();
    }

    @Override
    public Boundedness getBoundedness() {
        return config.isBounded() ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Internal
    @Override
    public SourceReader<T, VitessSplit> createReader(SourceReaderContext context) throws Exception {
        deserializer.open(new OpenContext(context));
        return new VitessSourceReader<>(config, deserializer, context);
    }

    @Internal
    @Override
    public SplitEnumerator<VitessSplit, VitessEnumeratorState> createEnumerator(
            SplitEnumeratorContext<VitessSplit> context) {
        config.connection().warning().ifPresent(LOG::warn);
        return new VitessSourceEnumerator(config, context, System::nanoTime);
    }

    @Internal
    @Override
    public SplitEnumerator<VitessSplit, VitessEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<VitessSplit> context, VitessEnumeratorState state) {
        config.connection().warning().ifPresent(LOG::warn);
        return new VitessSourceEnumerator(config, context, System::nanoTime, state);
    }

    @Internal
    @Override
    public SimpleVersionedSerializer<VitessSplit> getSplitSerializer() {
        return new VitessSplitSerializer();
    }

    @Internal
    @Override
    public SimpleVersionedSerializer<VitessEnumeratorState> getEnumeratorCheckpointSerializer() {
        return new VitessEnumeratorStateSerializer();
    }

    @Override
    public LineageVertex getLineageVertex() {
        return VitessLineage.of(config);
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return deserializer.getProducedType();
    }

    private record OpenContext(SourceReaderContext context)
            implements DeserializationSchema.InitializationContext {

        @Override
        public MetricGroup getMetricGroup() {
            return context.metricGroup().addGroup("deserializer");
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            return context.getUserCodeClassLoader();
        }
    }
}
