// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.List;
import org.apache.flink.cdc.common.source.DataSource;
import org.apache.flink.cdc.common.source.EventSourceProvider;
import org.apache.flink.cdc.common.source.FlinkSourceProvider;
import org.apache.flink.cdc.common.source.MetadataAccessor;
import org.apache.flink.cdc.common.source.SupportedMetadataColumn;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.source.VitessSource;

/** A keyspace as the source of a pipeline. */
final class VitessDataSource implements DataSource {

    private final VitessSourceConfig config;
    private final ValuePolicies policies;
    private final List<VitessMetadataColumn> metadata;

    VitessDataSource(
            VitessSourceConfig config,
            ValuePolicies policies,
            List<VitessMetadataColumn> metadata) {
        this.config = config;
        this.policies = policies;
        this.metadata = metadata;
    }

    @Override
    public EventSourceProvider getEventSourceProvider() {
        return FlinkSourceProvider.of(
                new VitessSource<>(config, new EventDeserializationSchema(policies, metadata)));
    }

    @Override
    public MetadataAccessor getMetadataAccessor() {
        return new VitessMetadataAccessor(config);
    }

    @Override
    public SupportedMetadataColumn[] supportedMetadataColumns() {
        return VitessMetadataColumn.values();
    }

    /** Yes: each shard passes a DDL statement by itself, and its rows have the columns of then. */
    @Override
    public boolean isParallelMetadataSource() {
        return true;
    }
}
