// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.Map;
import java.util.Set;
import org.apache.flink.cdc.common.annotation.Internal;
import org.apache.flink.cdc.common.configuration.ConfigOption;
import org.apache.flink.cdc.common.factories.DataSourceFactory;
import org.apache.flink.cdc.common.factories.FactoryHelper;
import org.apache.flink.cdc.common.source.DataSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.table.SourceOptions;

/** Makes the source of {@code source: type: vitess}. */
@Internal
public final class VitessDataSourceFactory implements DataSourceFactory {

    static final String IDENTIFIER = "vitess";

    @Override
    public String identifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return VitessDataSourceOptions.required();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return VitessDataSourceOptions.optional();
    }

    /**
     * Makes the source, without a connection.
     *
     * @throws IllegalArgumentException if options are unknown or do not go together; the message
     *     names them
     */
    @Override
    public DataSource createDataSource(Context context) {
        FactoryHelper.createFactoryHelper(this, context).validate();
        Map<String, String> options = context.getFactoryConfiguration().toMap();
        Map<String, String> sql = VitessDataSourceOptions.ofSql(options);
        SourceOptions.requireWords(sql);
        Configuration config = Configuration.fromMap(sql);
        return new VitessDataSource(
                SourceOptions.source(config),
                SourceOptions.policies(config),
                VitessMetadataColumn.of(
                        VitessDataSourceOptions.split(
                                context.getFactoryConfiguration()
                                        .get(VitessDataSourceOptions.METADATA_LIST))));
    }
}
